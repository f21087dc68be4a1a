import { type BrowserContext, expect, type Page } from "@playwright/test";
import { enrol, enrolmentCode, fillInAtKiosk, listed, manyReports, openOperator, sendAtKiosk, type Served } from "./kiosk";
import type { Server } from "./server";
import type { Somebody } from "./test";

/** How long a kiosk is meant to work without a network, as `shared/src/kiosk.rs` has it. */
export const OFFLINE_DAYS = 30;
const UNIT = "南门社区第一网格";
/** More tickets than the sample county has. */
const OTHERS_MAX = 2_000;
/** People after whom everything has been shown once. */
const FEW = 50;
const DAY_MS = 24 * 3600 * 1000;

/** What a month without a network was like. */
export interface Month {
  /** The people served without a network, in order; the last of them after the month. */
  served: Served[];
  /** From the PIN's last digit to the operator's page, milliseconds. */
  operatorMs: number;
  /** From the network's return to an empty queue, milliseconds. */
  drainMs: number;
  /** JavaScript's heap and the app's own memory after the first people and after all of them, bytes. */
  heap: { few: number; all: number };
  /** What the kiosk's storage holds with a full queue, bytes. */
  storedBytes: number;
  /** The receipts that the server has from kiosks, each as often as it has it. */
  arrived: string[];
}

/** So many people report at a kiosk without a network, a month goes by, one more comes, and the network returns. */
export async function monthOffline(
  { page, context, server, somebody }: { page: Page; context: BrowserContext; server: Server; somebody: Somebody },
  people: number,
): Promise<Month> {
  const others = new Set((await listed(await somebody("xian"), OTHERS_MAX / 100)).map(({ receipt }) => receipt));
  await enrol(page, await enrolmentCode(somebody, UNIT, "驿站六号机（测试）"));
  await context.setOffline(true);
  await expect(page.getByText("现在没有网络，照样可以报事")).toBeVisible();
  const texts = Array.from({ length: people - 1 }, (_, index) => `断网时第 ${index + 1} 位居民说的话（测试员）。`);
  const served = await manyReports(page, texts.slice(0, FEW));
  const few = await heapBytes(page);
  served.push(...(await manyReports(page, texts.slice(FEW))));

  await server.advance((OFFLINE_DAYS * DAY_MS) / 1000);
  await page.clock.setSystemTime(Date.now() + OFFLINE_DAYS * DAY_MS);
  await comeBack(page);
  await expect(page.getByText(`本机已超过 ${OFFLINE_DAYS} 天没有连上网络`)).toBeVisible();
  await fillInAtKiosk(page, "断网一个月以后一位居民说的话（测试员）。");
  const start = performance.now();
  const code = await sendAtKiosk(page);
  served.push({ code, ms: performance.now() - start });
  await page.getByRole("button", { name: "完成，清空本机" }).click();
  const all = await heapBytes(page);

  await openOperator(page);
  const asked = performance.now();
  await expect(page.getByText(`${people} 条，最多 10000 条`, { exact: true })).toBeVisible();
  const operatorMs = performance.now() - asked;
  const storedBytes = await page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);

  const back = performance.now();
  await context.setOffline(false);
  await expect(page.getByText("0 条，最多 10000 条", { exact: true })).toBeVisible({ timeout: 1_800_000 });
  const drainMs = performance.now() - back;
  // A month outlives every session.
  const now = await listed(await somebody("xian"), (people + OTHERS_MAX) / 100);
  const arrived = now.filter(({ source, receipt }) => source === "kiosk" && !others.has(receipt)).map(({ receipt }) => receipt);
  return { served, operatorMs, drainMs, heap: { few, all }, storedBytes, arrived };
}

/** Does as a screen that is switched on again, at which the app looks at its clock. */
async function comeBack(page: Page): Promise<void> {
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
}

/** JavaScript's heap after a collection, and the memories of WebAssembly beside it. */
async function heapBytes(page: Page): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  const { result } = await devtools.send("Runtime.evaluate", { expression: "WebAssembly.Memory.prototype" });
  const { objects } = await devtools.send("Runtime.queryObjects", { prototypeObjectId: result.objectId! });
  const sum = await devtools.send("Runtime.callFunctionOn", {
    objectId: objects.objectId!,
    functionDeclaration: "function () { return this.reduce((sum, memory) => sum + memory.buffer.byteLength, 0); }",
    returnByValue: true,
  });
  await devtools.detach();
  return usedSize + (sum.result.value as number);
}
