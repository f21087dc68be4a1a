import type { BrowserContext, Page } from "@playwright/test";
import { loginOf, PLACES } from "../lib/county";
import { reportByApi } from "../lib/push";
import { ticket } from "../lib/report";
import { expect, signIn, test } from "../lib/test";
import { figures } from "./figures";

const STARTS = 15;

/** Who opens the app, and what they can act on once it can be used. */
const PAGES: { who: string; path: string; as?: "holder" | "zhihui"; usable: (page: Page) => Promise<void> }[] = [
  { who: "a resident, at home", path: "/", usable: (page) => shown(page.getByRole("main").getByRole("link")) },
  { who: "a resident, at the report's first step", path: "/report", usable: (page) => shown(page.getByRole("button", { name: "咨询建议" })) },
  { who: "a grid member, at today", path: "/staff/today", as: "holder", usable: (page) => shown(page.getByRole("article")) },
  { who: "a county desk, at the list of its area", path: "/staff/desk", as: "zhihui", usable: (page) => shown(page.getByRole("row")) },
];

test.use({ expectedErrors: /Failed to load resource|net::ERR_/ });

for (const { who, path, as, usable } of PAGES) {
  test(`start without a network: ${who}`, async ({ page, context, somebody }) => {
    if (as) await signIn(page, as === "holder" ? await withMatter(await somebody()) : as);
    const pulled = page.waitForResponse(async (answer) => {
      if (!answer.url().includes("/api/pull")) return false;
      const { more } = (await answer.json().catch(() => ({ more: true }))) as { more: boolean };
      return !more;
    });
    await page.goto(path);
    await pulled;
    await usable(page);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.close();
    await context.setOffline(true);
    const starts: number[] = [];
    for (let start = 0; start < STARTS; start += 1) starts.push(await started(context, path, usable));
    console.log(`${who}: usable after ${figures(starts)}`);
  });
}

/** Has a resident report something; the login of the grid member who has it to do. */
async function withMatter(resident: Page): Promise<string> {
  await resident.goto("/mine");
  const at = PLACES.find(({ tier }) => tier === "grid")!.middle;
  const id = await reportByApi(resident.request, { category: "other.idea", at, text: "没有网络时也要看得到（测试员甲）。" });
  return loginOf((await ticket(resident, id)).charge?.holder.name ?? "");
}

/** Opens the page in a new window without a network, until a person can act on it, milliseconds. */
async function started(context: BrowserContext, path: string, usable: (page: Page) => Promise<void>): Promise<number> {
  const page = await context.newPage();
  const start = performance.now();
  await page.goto(path, { waitUntil: "commit" });
  await usable(page);
  const ms = performance.now() - start;
  await page.close();
  return ms;
}

async function shown(what: ReturnType<Page["getByRole"]>): Promise<void> {
  await expect(what.first()).toBeVisible();
}
