import { expect, type Page } from "@playwright/test";
import { giveHands } from "./hands";
import type { Somebody } from "./test";
import { AT } from "./test";

/** The operator's PIN of every kiosk that a test enrols. */
export const PIN = "246810";

/** A desk makes an enrolment code on its own page. */
export async function enrolmentCode(somebody: Somebody, unit: string, name: string): Promise<string> {
  const desk = await somebody("xian", AT.desk);
  await desk.goto("/staff/kiosks");
  await desk.getByRole("button", { name: "登记新终端" }).click();
  const dialog = desk.getByRole("dialog");
  await dialog.getByRole("searchbox").fill(unit);
  await dialog.locator(".found").first().click();
  await dialog.getByLabel("叫什么").fill(name);
  await dialog.getByRole("button", { name: "生成登记码" }).click();
  return (await dialog.locator(".digits").innerText()).replace(/\D/g, "");
}

/** Touches digits on the kiosk's own pad. */
export async function touch(page: Page, digits: string): Promise<void> {
  const pad = page.getByRole("group", { name: "数字键盘" });
  for (const digit of digits) await pad.getByRole("button", { name: digit, exact: true }).click();
}

/** Makes a page a kiosk and waits for its home screen and the county's rules. */
export async function enrol(page: Page, code: string): Promise<void> {
  await page.goto("/kiosk/");
  await touch(page, code);
  await expect(page.getByRole("heading", { name: "再设一个 6 位维护密码" })).toBeVisible();
  await touch(page, PIN);
  await page.getByRole("button", { name: "登记", exact: true }).click();
  await expect(page.getByRole("heading", { name: "您好，欢迎来到驿站" })).toBeVisible();
  await page.getByRole("button", { name: "我要报事" }).click();
  await expect(page.getByRole("button", { name: "消防隐患" })).toBeVisible();
  await page.getByRole("button", { name: "回到首页" }).click();
}

/** Fills in a report by touching, up to the last screen. */
export async function fillInAtKiosk(page: Page, text: string, contact?: { name: string; phone: string }): Promise<void> {
  const next = page.getByRole("button", { name: "下一步" });
  await page.getByRole("button", { name: "我要报事" }).click();
  await page.getByRole("button", { name: "消防隐患" }).click();
  await page.getByRole("button", { name: "楼道堆物" }).click();
  await page.getByRole("group", { name: "现在有人处于危险中吗？" }).getByRole("radio", { name: "否" }).check();
  await next.click();
  await expect(page.getByText("已选：")).toBeVisible();
  await next.click();
  await page.getByLabel("请说说情况").fill(text);
  await next.click();
  if (contact) {
    await page.getByLabel("怎么称呼您").fill(contact.name);
    await touch(page, contact.phone);
  }
  await next.click();
  await expect(page.getByRole("heading", { name: "请核对，没有错就提交" })).toBeVisible();
}

/** Sends what is filled in; the receipt's digits. */
export async function sendAtKiosk(page: Page): Promise<string> {
  await page.getByRole("button", { name: "提交", exact: true }).click();
  await expect(page.getByText("已收下您的报事")).toBeVisible();
  return page.locator(".receipt .digits").innerText();
}

/** Holds the brand down until the PIN is asked for: this works without a network, and is in nobody's way. */
export async function openOperator(page: Page, pin = PIN): Promise<void> {
  await page.locator(".kiosk-brand").hover();
  await page.mouse.down();
  await expect(page.getByRole("heading", { name: "请输入 6 位维护密码" })).toBeVisible();
  await page.mouse.up();
  await touch(page, pin);
}

/** What a kiosk gave to one person: the receipt's digits, and how long it took from "send" until they stood there, milliseconds. */
export interface Served {
  code: string;
  ms: number;
}

/** Many people after one another, each through every screen, at the pace of the screens. */
export async function manyReports(page: Page, texts: string[]): Promise<Served[]> {
  await giveHands(page);
  return page.evaluate(async (texts) => {
    const { the, click, choose, step, write } = window.hands;
    const served: Served[] = [];
    for (const text of texts) {
      await click("我要报事");
      await step("什么事");
      await click("消防隐患");
      await click("楼道堆物");
      await step("情况");
      await choose("否");
      await click("下一步");
      await step("地点");
      await click("下一步");
      await step("说情况");
      await write("textarea", text);
      await click("下一步");
      await step("联系方式");
      await click("下一步");
      await step("核对");
      const start = performance.now();
      await click("提交");
      const code = (await the(".receipt .digits")).textContent!.trim();
      served.push({ code, ms: performance.now() - start });
      await click("完成");
      await the(".hero");
    }
    return served;
  }, texts);
}

/** A ticket as a desk lists it. */
export interface Listed {
  receipt: string;
  source: string;
  owner: string;
}

/** The tickets that came in last, at most so many pages of them, as a desk sees them. */
export async function listed(desk: Page, pagesMax: number): Promise<Listed[]> {
  const all: Listed[] = [];
  let cursor = "";
  for (let number = 0; number < pagesMax; number += 1) {
    const answer = await desk.request.get(`/api/query/tickets?limit=100${cursor}`);
    expect(answer.status()).toBe(200);
    const { rows, next } = (await answer.json()) as { rows: { state: Listed }[]; next?: string };
    all.push(...rows.map(({ state }) => state));
    if (!next) break;
    cursor = `&cursor=${encodeURIComponent(next)}`;
  }
  return all;
}

/** Everything that the browser keeps of this page, as one text. */
export async function everythingKept(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const kept: unknown[] = [{ ...localStorage }, { ...sessionStorage }, history.state, location.href, document.cookie];
    kept.push(document.documentElement.outerHTML);
    kept.push([...document.querySelectorAll("input, textarea")].map((field) => (field as HTMLInputElement).value));
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name!);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      for (const store of database.objectStoreNames) {
        const objects = database.transaction(store).objectStore(store);
        for (const request of [objects.getAllKeys(), objects.getAll()]) {
          kept.push(await new Promise((resolve) => (request.onsuccess = () => resolve(request.result))));
        }
      }
      database.close();
    }
    for (const name of await caches.keys()) {
      const requests = await (await caches.open(name)).keys();
      kept.push(requests.map((request) => request.url));
    }
    return JSON.stringify(kept);
  });
}
