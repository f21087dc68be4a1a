import { anotherThan, gridAt, loginOf } from "../lib/county";
import { fact, fillIn, HIDDEN_IN_PHOTO, photo, send, step, ticket } from "../lib/report";
import { expect, test } from "../lib/test";

/** From the receipt on the resident's screen to the card on the grid member's. */
const SEEN_WITHIN_MS = 2_000;

test("a report reaches exactly the grid member of the spot that was tapped, is handled, confirmed and rated", async ({ page, somebody }) => {
  const text = "楼下音响从早放到晚，老人午睡不了（测试员甲）。";
  await page.goto("/");
  await fillIn(page, {
    // Its limits are in working days, so the minute of sending does not change them.
    kind: ["噪声扰民", "广场舞与音响"],
    answers: { "是在夜间（22时至次日6时）吗？": "否", "大约影响多少人？": "12" },
    tap: [0.42, 0.55],
    text,
    contact: { name: "测试员甲", phone: "13900000001" },
    photo: await photo(page),
  });

  const preview = page.locator(".verdict");
  const holder = await fact(preview, "负责人").innerText();
  const answerBy = await fact(preview, "答复期限").innerText();
  const login = loginOf(holder);
  const member = await somebody(login);
  const other = await somebody(anotherThan(login));
  for (const staff of [member, other]) {
    await staff.goto("/staff/today");
    await expect(staff.getByRole("heading", { name: "今日", level: 1 })).toBeVisible();
    await expect(staff.getByRole("main").getByText("正在加载")).toHaveCount(0);
  }

  const { id } = await send(page);
  await expect(page.getByText("已收到您的报事")).toBeVisible();
  await expect(member.getByText(text)).toBeVisible({ timeout: SEEN_WITHIN_MS });
  await expect(fact(page, "负责人")).toHaveText(holder);
  await expect(fact(page, "答复期限")).toContainText(answerBy);

  // That it is the grid of the spot is worked out from the county's own file.
  const { point, photos } = await ticket(page, id);
  if (!point) throw new Error("the spot was not kept");
  expect(holder).toContain(gridAt([point[0] / 1e7, point[1] / 1e7]).name);
  // The photo that travels holds nothing of what the camera had written into it.
  const kept = await page.request.get(`/api/photos/${photos[0]}`);
  expect((await kept.body()).includes(HIDDEN_IN_PHOTO)).toBe(false);

  // Nobody else's grid: not on the page, not after asking anew, not by the API.
  await other.getByRole("button", { name: "刷新" }).click();
  await expect(other.getByText("已是最新")).toBeVisible();
  await expect(other.getByText(text)).toHaveCount(0);
  expect((await other.request.get(`/api/query/ticket/${id}`)).status()).toBe(404);

  await page.getByRole("link", { name: "查看进度" }).click();
  const card = member.getByRole("article").filter({ hasText: text });
  await card.getByRole("button", { name: "接单" }).click();
  await expect(step(page, "负责人已接单")).toBeVisible();

  await card.getByRole("link").first().click();
  await expect(member.getByRole("img", { name: "第 1 张照片" })).toHaveJSProperty("naturalWidth", 320);
  await expect(member.getByText("13900000001")).toBeVisible();
  await member.getByRole("button", { name: "办结" }).click();
  await member.getByLabel("做了什么").fill("已上门劝导，约定午休和晚九点后不再播放。");
  await member.getByRole("button", { name: "办结，请居民确认" }).click();

  await expect(page.getByRole("heading", { name: "问题解决了吗？" })).toBeVisible();
  await expect(page.getByText("已上门劝导，约定午休和晚九点后不再播放。").first()).toBeVisible();
  await page.getByRole("button", { name: "确认已解决" }).click();
  await page.getByRole("radio", { name: "5 星" }).check();
  await page.getByRole("radio", { name: "满意", exact: true }).check();
  await page.getByLabel("想说的话").fill("很快就安静了。");
  await page.getByRole("button", { name: "提交评价" }).click();

  const happened = [/诉求已登记/, /分派给.*网格员/, /负责人已接单/, /已办结，请居民确认/, /居民确认已解决/, /居民评价：5 星，满意/];
  for (const said of happened) await expect(step(page, said)).toBeVisible();
  await expect(member.getByText("居民评价：5 星，满意")).toBeVisible();
});

test("what is missing is said at its field, and nothing is sent", async ({ page }) => {
  await page.goto("/report");
  await page.getByRole("button", { name: "消防隐患" }).click();
  await page.getByRole("button", { name: "堵塞消防通道" }).click();
  await page.getByRole("button", { name: "下一步" }).click();
  await expect(page.getByText("还有 2 处需要填写或改正")).toBeVisible();
  await expect(page.getByRole("group", { name: "消防车或救护车是否无法通过？" })).toContainText("请选择一项");
  await page.getByRole("group", { name: "现在有人处于危险中吗？" }).getByRole("radio", { name: "否" }).check();
  await expect(page.getByText("还有 1 处需要填写或改正")).toBeVisible();
});
