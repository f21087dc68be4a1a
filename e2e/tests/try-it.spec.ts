import type { Page } from "@playwright/test";
import { expectAccessible } from "../lib/axe";
import { begin, findRule, part } from "../lib/rules";
import { expect, test } from "../lib/test";

const KIND = "水电气暖 · 停水漏水";
const PEOPLE = "大约影响多少人？";

test("facts are filled in, and the rule that decides is named, with why, and opens in the table", async ({ somebody }) => {
  const keeper = await somebody("guize");
  await keeper.goto("/staff/rules");
  await part(keeper, "试一试");
  await expect(keeper.getByText("先选一个类别")).toBeVisible();
  await fill(keeper, "60");
  const result = keeper.locator(".try-it > .card").last();
  await expect(result.getByRole("link", { name: "R-033" })).toBeVisible();
  await expect(result.getByRole("heading", { name: "为什么" })).toBeVisible();
  await expect(result).toContainText("若“受影响人数”不超过49，则由社区或村负责（规则 R-083）。");
  await expectAccessible(keeper);

  await keeper.getByLabel(PEOPLE).fill("多少");
  await expect(keeper.getByText(/请填写：0 到 \d+ 的整数/)).toBeVisible();
  await keeper.getByLabel(PEOPLE).fill("12");
  await expect(result.getByRole("link", { name: "R-083" })).toBeVisible();
  await result.getByRole("link", { name: "R-083" }).click();
  await expect(keeper).toHaveURL(/\/staff\/rules\?rule=R-083&version=1/);
  await expect(keeper.getByRole("row", { name: /R-083/ })).toHaveAttribute("aria-current", "true");
  await expect(keeper.getByRole("row", { name: /R-083/ })).toBeInViewport();
});

test("a case is kept as an example, and the proof finds it once the rules decide otherwise", async ({ somebody }) => {
  const keeper = await somebody("guize");
  await begin(keeper);
  await part(keeper, "试一试");
  await fill(keeper, "60");
  await keeper.getByRole("button", { name: "存为示例" }).click();
  const dialog = keeper.getByRole("dialog", { name: "存为示例" });
  await dialog.getByLabel("名称（中文）").fill("停水影响六十人");
  await dialog.getByLabel("名称（英文）").fill("No water for sixty");
  await dialog.getByRole("button", { name: "存为示例" }).click();
  await part(keeper, "示例");
  const example = keeper.locator(".examples > li").filter({ hasText: "停水影响六十人" });
  await expect(example).toContainText("符合");

  await part(keeper, "分派表");
  await findRule(keeper, "R-033");
  await keeper.getByRole("button", { name: "规则 R-033 的操作" }).click();
  await keeper.getByRole("button", { name: "删除规则" }).click();
  const failing = keeper.locator(".found-item.red").filter({ hasText: "示例“停水影响六十人”没有按预期分派" });
  await expect(failing).toBeVisible();
  await part(keeper, "示例");
  await expect(example).toContainText("不符");
  await keeper.getByRole("button", { name: "撤销" }).click();
  await expect(failing).toHaveCount(0);
  await expect(example).toContainText("符合");
});

/** A case of no water for so many. */
async function fill(page: Page, people: string): Promise<void> {
  await page.getByRole("combobox", { name: "类别" }).selectOption({ label: KIND });
  await page.getByLabel(PEOPLE).fill(people);
}
