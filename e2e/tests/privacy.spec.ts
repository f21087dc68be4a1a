import { loginOf } from "../lib/county";
import { pullAll } from "../lib/pull";
import { addPhoto, fillIn, photo, report, ticket } from "../lib/report";
import { expect, test } from "../lib/test";

// Asking for what one may not see is refused, and browsers note refusals.
test.use({ expectedErrors: /status of 404/ });

const TEXT = "邻居夜里砸墙，孩子睡不着。";
const CONTACT = { name: "测试员丙", phone: "13900000003" };
/** Whatever must never be seen by others. */
const SECRETS = ["砸墙", CONTACT.name, CONTACT.phone];

test("a resident's matter is closed to every other resident, by page and by API", async ({ page, somebody }) => {
  await page.goto("/");
  const { id } = await report(page, { kind: ["噪声扰民", "邻居噪声"], tap: [0.6, 0.4], text: TEXT, contact: CONTACT, photo: await photo(page) });
  const own = await ticket(page, id);
  expect(own.photos).toHaveLength(1);

  const stranger = await somebody();
  await stranger.goto(`/matter/${id}`);
  await expect(stranger.getByRole("heading", { name: "没有找到这件事" })).toBeVisible();
  await stranger.goto("/mine");
  await expect(stranger.getByText("还没有报过事")).toBeVisible();

  // A stranger who has reported something, too, has a session of their own.
  await report(stranger, { kind: ["噪声扰民", "广场舞与音响"], tap: [0.4, 0.6], text: "广场音响声音太大。" });
  for (const path of [`query/ticket/${id}`, `query/ticket/${id}/history`, `photos/${own.photos[0]}`]) {
    expect((await stranger.request.get(`/api/${path}`)).status(), path).toBe(404);
  }
  expect(JSON.stringify(await pullAll(stranger.request))).not.toContain(id);

  const ledger = await (await stranger.request.get("/api/query/ledger")).text();
  const csv = await (await stranger.request.get("/api/query/ledger.csv")).text();
  // Who knows the id can work out the receipt code: it is as secret as the text.
  for (const secret of [...SECRETS, id]) {
    expect(ledger).not.toContain(secret);
    expect(csv).not.toContain(secret);
  }
});

test("whoever holds the receipt code sees how the matter goes, but not how to reach its reporter", async ({ page, somebody }) => {
  await page.goto("/");
  const { id, code } = await report(page, { kind: ["噪声扰民", "邻居噪声"], tap: [0.55, 0.45], text: TEXT, contact: CONTACT });
  const holder = await somebody();
  await holder.goto("/lookup");
  await holder.getByLabel("受理码").fill(code);
  await holder.getByRole("button", { name: "查询" }).click();
  await expect(holder.getByRole("heading", { name: "邻居噪声", level: 1 })).toBeVisible();
  await expect(holder.getByText("待接单")).toBeVisible();
  const seen = JSON.stringify(await ticket(holder, id));
  expect(seen).not.toContain(CONTACT.phone);
  expect(seen).not.toContain(CONTACT.name);
  await expect(holder.getByRole("main")).not.toContainText(CONTACT.phone);
});

test("a wrong digit in a receipt code is told at once, and a code of nothing opens nothing", async ({ page }) => {
  await page.goto("/lookup");
  await page.getByLabel("受理码").fill("1234 5678 9012 3456");
  await expect(page.getByText("有一位数字不对")).toBeVisible();
});

test("internal notes stay with staff", async ({ page, somebody }) => {
  await page.goto("/");
  const { id } = await report(page, { kind: ["噪声扰民", "邻居噪声"], tap: [0.5, 0.42], text: TEXT });
  const member = await somebody(loginOf((await ticket(page, id)).charge?.holder.name ?? ""));
  await member.goto(`/staff/ticket/${id}`);
  await member.getByRole("button", { name: "内部备注" }).click();
  await member.getByLabel("备注内容").fill("此户以前有过争吵，建议两人上门。");
  await member.getByRole("button", { name: "提交" }).click();
  await expect(member.getByText("此户以前有过争吵，建议两人上门。")).toBeVisible();
  expect(JSON.stringify(await ticket(page, id))).not.toContain("两人上门");
});

test("an unfinished report stays in this browser and nowhere else", async ({ page, somebody }) => {
  await fillIn(page, { kind: ["噪声扰民", "邻居噪声"], tap: [0.5, 0.5], text: TEXT });
  await addPhoto(page, await photo(page));
  const stranger = await somebody();
  await stranger.goto("/report");
  await expect(stranger.getByText("您要报的是哪一类事？")).toBeVisible();
  await page.reload();
  await expect(page.getByText("已恢复您上次没写完的内容。")).toBeVisible();
  await expect(page.getByLabel("请说说情况")).toHaveValue(TEXT);
  await expect(page.getByRole("img", { name: "第 1 张照片" })).toBeVisible();
});
