import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expectAccessible } from "../lib/axe";
import { enrol, enrolmentCode, everythingKept, fillInAtKiosk, listed, manyReports, openOperator, PIN, sendAtKiosk, touch } from "../lib/kiosk";
import { expect, test } from "../lib/test";

// Without a network requests fail, and browsers note that; a wrong code is answered by 404.
test.use({ expectedErrors: /Failed to load resource/ });

const UNIT = "南门社区第一网格";
/** Of a hundred tickets each: more than the tests of this file make. */
const PAGES_MAX = 6;
const CONTACT = { name: "测试员庚", phone: "13900000007" };

test("200 people report at a kiosk without a network, wiped between, and all arrive once", async ({ page, context, somebody }) => {
  test.setTimeout(400_000);
  await enrol(page, await enrolmentCode(somebody, UNIT, "驿站一号机（测试）"));
  await context.setOffline(true);
  await expect(page.getByText("现在没有网络，照样可以报事")).toBeVisible();
  const codes: string[] = [];
  for (let person = 1; person <= 5; person += 1) {
    await fillInAtKiosk(page, `离线第 ${person} 位居民说的话（测试员）。`, person % 2 ? CONTACT : undefined);
    codes.push(await sendAtKiosk(page));
    await expect(page.getByText("连上网就送出，之后才能用受理码查询")).toBeVisible();
    await page.getByRole("button", { name: "完成，清空本机" }).click();
    await expect(page.getByRole("heading", { name: "您好，欢迎来到驿站" })).toBeVisible();
  }
  const others = await manyReports(page, Array.from({ length: 195 }, (_, index) => `离线第 ${index + 6} 位居民说的话（测试员）。`));
  codes.push(...others.map(({ code }) => code));
  expect(new Set(codes).size).toBe(200);
  const kept = await everythingKept(page);
  for (const trace of ["位居民说的话", CONTACT.name, CONTACT.phone, codes[0]!, codes[199]!, codes[0]!.replaceAll(" ", "")]) {
    expect(kept.includes(trace), trace).toBe(false);
  }

  await context.setOffline(false);
  await openOperator(page);
  await expect(page.getByText("0 条，最多 10000 条", { exact: true })).toBeVisible();
  const desk = await somebody("xian");
  const arrived = await listed(desk, PAGES_MAX);
  for (const code of codes) expect(arrived.filter(({ receipt }) => receipt === code), code).toHaveLength(1);
  const people = arrived.filter(({ receipt }) => codes.includes(receipt)).map(({ owner }) => owner);
  expect(new Set(people).size, "each is somebody else").toBe(200);
  // A receipt printed without a network opens the matter now.
  await page.getByRole("button", { name: "回到首页" }).click();
  await page.getByRole("button", { name: "查进度" }).click();
  await touch(page, codes[0]!.replaceAll(" ", ""));
  await page.getByRole("button", { name: "查询", exact: true }).click();
  await expect(page.getByText("待接单")).toBeVisible();
});

test("whoever walks away is asked at 45 seconds and forgotten at 60", async ({ page, somebody }) => {
  await page.clock.install();
  await enrol(page, await enrolmentCode(somebody, UNIT, "驿站二号机（测试）"));
  const before = await page.evaluate(() => history.length);
  const secret = "只说给网格员听的一句话（测试员辛）。";
  await fillInAtKiosk(page, secret, CONTACT);
  await page.clock.runFor(46_000);
  await expect(page.getByRole("alertdialog")).toContainText("您还在吗？");
  await page.getByRole("button", { name: "我还在" }).click();
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
  await expect(page.getByText(secret)).toBeVisible();
  await page.clock.runFor(61_000);
  await expect(page.getByRole("heading", { name: "您好，欢迎来到驿站" })).toBeVisible();
  await nothingOf(page, [secret, CONTACT.name, CONTACT.phone]);
  // The same after a report was made and its receipt left standing.
  await fillInAtKiosk(page, secret, CONTACT);
  const code = await sendAtKiosk(page);
  await page.clock.runFor(61_000);
  await expect(page.getByRole("heading", { name: "您好，欢迎来到驿站" })).toBeVisible();
  await nothingOf(page, [secret, CONTACT.name, CONTACT.phone, code, code.replaceAll(" ", "")]);
  // And when they say themselves that they are done.
  await fillInAtKiosk(page, secret, CONTACT);
  await page.clock.runFor(46_000);
  await page.getByRole("button", { name: "我办完了，清空" }).click();
  await expect(page.getByRole("heading", { name: "您好，欢迎来到驿站" })).toBeVisible();
  await nothingOf(page, [secret, CONTACT.name, CONTACT.phone]);
  expect(await page.evaluate(() => history.length), "no way back").toBe(before);
  expect(new URL(page.url()).pathname).toBe("/kiosk/");
});

test("the operator sees how the kiosk fares and takes its queue away, sealed, for the server to open", async ({ page, context, somebody, server }) => {
  await enrol(page, await enrolmentCode(somebody, UNIT, "驿站三号机（测试）"));
  await context.setOffline(true);
  const secret = "导出的文件里读不到的一句话（测试员壬）。";
  await fillInAtKiosk(page, secret, CONTACT);
  const code = await sendAtKiosk(page);
  await page.getByRole("button", { name: "完成，清空本机" }).click();
  await openOperator(page, "111111");
  await expect(page.getByText("密码不对")).toBeVisible();
  await touch(page, PIN);
  await expect(page.getByText("1 条，最多 10000 条", { exact: true })).toBeVisible();
  await expect(page.getByText("连不上服务器")).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "导出待送内容" }).click();
  const path = await (await download).path();
  const file = readFileSync(path, "utf8");
  const queue = JSON.parse(file) as { device: string; sealed: { id: string; sealed: string }[] };
  expect(queue.sealed).toHaveLength(1);
  expect(file).not.toContain(secret);
  expect(file).not.toContain(CONTACT.phone);
  expect(await server.command("import-queue", path)).toContain("1 accepted, 0 were here before, 0 not accepted and kept");
  const desk = await somebody("xian");
  const arrived = async () => (await listed(desk, PAGES_MAX)).filter(({ receipt }) => receipt === code);
  expect(await arrived()).toHaveLength(1);
  // The kiosk has kept its copy, and what it sends is known.
  await context.setOffline(false);
  await page.getByRole("button", { name: "现在就送" }).click();
  await expect(page.getByText("0 条，最多 10000 条", { exact: true })).toBeVisible();
  expect(await arrived()).toHaveLength(1);
  // The desk sees it too, and takes the kiosk out of use.
  await desk.goto("/staff/kiosks");
  const row = desk.getByRole("row").filter({ hasText: "驿站三号机（测试）" });
  await expect(row).toContainText("在用");
  await row.getByRole("button", { name: "停用" }).click();
  await desk.getByRole("dialog").getByRole("button", { name: "停用" }).click();
  await expect(row).toContainText("已停用");
  await page.getByRole("button", { name: "现在就送" }).click();
  await expect(page.getByText("本机已停用，请到服务台办理。")).toBeVisible();
});

test("a code works once, and a mistyped one is noticed on the spot", async ({ page, somebody }) => {
  const code = await enrolmentCode(somebody, UNIT, "驿站四号机（测试）");
  await page.goto("/kiosk/");
  await touch(page, `${code.slice(0, 9)}${(Number(code[9]) + 1) % 10}`);
  await expect(page.getByRole("alert").first()).toBeVisible();
  await page.getByRole("button", { name: "清空" }).click();
  await enrol(page, code);
  const second = await somebody();
  await second.goto("/kiosk/");
  await touch(second, code);
  await touch(second, PIN);
  await second.getByRole("button", { name: "登记", exact: true }).click();
  await expect(second.getByText("没有这个登记码，或已使用、已过期。")).toBeVisible();
});

test("every screen can be used by everybody: large targets, nothing serious", async ({ page, somebody }) => {
  await enrol(page, await enrolmentCode(somebody, UNIT, "驿站五号机（测试）"));
  await expectAccessible(page);
  await targets(page);
  for (const door of ["提建议", "查进度", "本站信息"]) {
    await page.getByRole("button", { name: door }).click();
    await expectAccessible(page);
    await targets(page);
    await page.getByRole("button", { name: "回到首页" }).click();
  }
  await fillInAtKiosk(page, "看得清、点得着（测试员癸）。", CONTACT);
  await expectAccessible(page);
  await targets(page);
  await sendAtKiosk(page);
  await expectAccessible(page);
  await targets(page);
  await page.getByRole("button", { name: "怎么用" }).click();
  await expectAccessible(page);
});

async function nothingOf(page: Page, traces: string[]): Promise<void> {
  const kept = await everythingKept(page);
  for (const trace of traces) expect(kept.includes(trace), trace).toBe(false);
}

/** Main text of at least 18 pt and targets of at least 60 px. */
async function targets(page: Page): Promise<void> {
  for (const button of await page.getByRole("button").all()) {
    const box = await button.boundingBox();
    if (box) expect(box.height, await button.innerText()).toBeGreaterThanOrEqual(60);
  }
}
