import { loginOf } from "../lib/county";
import { push, reportByApi } from "../lib/push";
import { step, ticket } from "../lib/report";
import { AT, expect, test } from "../lib/test";

test("what is not fixed goes back to its handler, and one level up looks on", async ({ page, somebody }) => {
  const text = "二单元楼道又堆满旧家具（测试员乙）。";
  const id = await reportByApi(page.request, {
    category: "fire.clutter",
    facts: { danger_to_life: false },
    at: [116.4881, 35.7363],
    text,
  });
  const login = loginOf((await ticket(page, id)).charge?.holder.name ?? "");
  const member = await somebody(login);
  await push(member.request, id, "accept");
  await push(member.request, id, { resolve: { done: "已清走。", photos: [] } });

  await page.goto(`/matter/${id}`);
  await page.getByRole("button", { name: "没有解决，重新办理" }).click();
  await page.getByLabel("哪里还没有解决？").fill("今早又堆上了。");
  await page.getByRole("button", { name: "提交，请重新办理" }).click();
  await expect(step(page, "居民反映没有解决，重新办理")).toBeVisible();
  const above = await page.getByText(/^督办：/).innerText();

  await member.goto("/staff/today");
  const card = member.getByRole("article").filter({ hasText: text });
  await expect(card.getByRole("button", { name: "接单" })).toBeVisible();
  await card.getByRole("link").first().click();
  await expect(member.getByText("退回重办 1 次")).toBeVisible();
  await expect(member.getByText("今早又堆上了。")).toBeVisible();

  const desk = await somebody(loginOf(above), AT.desk);
  await desk.goto("/staff/desk");
  await expect(desk.getByRole("row").filter({ hasText: text })).toBeVisible();
});
