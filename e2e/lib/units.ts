import { expect, type Page } from "@playwright/test";

/** Opens the page of the unit of this name, as staff find it. */
export async function openUnit(page: Page, name: string): Promise<void> {
  await page.goto("/staff/org");
  const tree = page.getByRole("region", { name: "单位树" });
  await tree.getByLabel("查找单位").fill(name);
  await tree.getByRole("link", { name: new RegExp(name) }).first().click();
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
}
