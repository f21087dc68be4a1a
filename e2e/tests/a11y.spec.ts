import type { Page } from "@playwright/test";
import { expectAccessible } from "../lib/axe";
import { LOOKS, wear } from "../lib/look";
import { RESIDENT_PAGES, STAFF_PAGES } from "../lib/pages";
import { reportByApi } from "../lib/push";
import { expect, test } from "../lib/test";

// Every page, at both sizes (the projects), in every look: nothing serious, and no error on any page (the fixture).
for (const look of LOOKS) {
  test(`residents' pages can be used by everybody: ${look.name}`, async ({ page }) => {
    await wear(page, look);
    await page.goto("/");
    const id = await reportByApi(page.request, { category: "other.idea", at: [116.51, 35.74], text: "希望路边加一张长椅（测试员甲）。" });
    for (const { path, shows } of RESIDENT_PAGES) await check(page, path.replace("{id}", id), shows);
  });

  for (const [login, pages] of Object.entries(STAFF_PAGES)) {
    test(`pages of ${login} can be used by everybody: ${look.name}`, async ({ somebody }) => {
      const page = await somebody(login);
      await wear(page, look);
      for (const { path, shows } of pages) await check(page, path, shows);
    });
  }
}

test("a page in the other language says so, in words and to the browser", async ({ page }) => {
  await page.goto("/");
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("身边事，有人管");
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Somebody answers for it");
  // The choice stays.
  await page.goto("/ledger");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Public ledger");
  await page.getByRole("button", { name: "中文" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
});

test("in elder mode main text and targets have the sizes that the standard asks for", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "大字" }).click();
  // 18 pt and 60 px: the Chinese figures for pages for the elderly.
  const size = await page.getByRole("main").locator("p").first().evaluate((text) => Number.parseFloat(getComputedStyle(text).fontSize));
  expect(size).toBeGreaterThanOrEqual(24);
  for (const link of await page.getByRole("main").getByRole("link").all()) {
    const box = await link.boundingBox();
    expect(box?.height, await link.innerText()).toBeGreaterThanOrEqual(60);
  }
});

async function check(page: Page, path: string, shows: string | RegExp): Promise<void> {
  await test.step(path, async () => {
    await page.goto(path);
    await expect(page.getByRole("main").getByText(shows).first()).toBeVisible();
    await expect(page.getByText("正在加载…")).toHaveCount(0);
    await expectAccessible(page);
  });
}
