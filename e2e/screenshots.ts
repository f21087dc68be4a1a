import { join } from "node:path";
import { expect, signIn, test } from "./lib/test";

/** A page to picture. */
interface Picture {
  /** File name, without size and extension. */
  name: string;
  path: string;
  /** Login of a demo account; none for a resident without one. */
  as?: string;
  /** Only at this size; without it at both. */
  only?: "phone" | "desk";
  /** Also kept in the repository, for the README. */
  kept?: boolean;
}

const PICTURES: Picture[] = [
  { name: "home", path: "/", kept: true },
  { name: "staff", path: "/staff/" },
];

const ROOT = join(__dirname, "..");
const PASSWORD = "weft-demo-2026";

for (const picture of PICTURES) {
  test(picture.name, async ({ page }, info) => {
    const size = info.project.name;
    if (picture.only && picture.only !== size) return;
    if (picture.as) await signIn(page, picture.as, PASSWORD);
    await page.goto(picture.path);
    await expect(page.getByRole("main")).toBeVisible();
    await page.evaluate(() => document.fonts.ready);
    const folders = [process.env.WEFT_PICTURES ?? join(ROOT, "target/screenshots")];
    if (picture.kept) folders.push(join(ROOT, "docs/images"));
    for (const folder of folders) {
      await page.screenshot({ path: join(folder, `${picture.name}-${size}.png`), animations: "disabled" });
    }
  });
}
