import type { Page } from "@playwright/test";
import { PHONE } from "../browser";
import { keysIn } from "../lib/database";
import { giveHands } from "../lib/hands";
import { newProfile, startKillable } from "../lib/killable";
import { pullAll } from "../lib/pull";
import { fillIn, send, ticket } from "../lib/report";
import { expect, test } from "../lib/test";

// Without a network requests fail, and browsers note that.
test.use({ expectedErrors: /Failed to load resource|net::ERR_/ });

/** How often the browser is killed, and on which sign of each turn. */
const TURNS = 14;
/** Reports that are finished in a turn before the one in whose middle the browser is killed. */
const REPORTS_BEFORE = 2;
/** Later by so much in each turn, so that the kills fall on other moments of a write, milliseconds. */
const LATER_MS = 4;
/** Under which name the page keeps a resident's draft. */
const DRAFT = "weft.draft.report";
/** Made through the app: written to the log, routed, and nothing more. */
const ENTRIES = 2;

/** A sign that the page gives to the test, which outlives the browser. */
interface Sign {
  what: "pressed" | "kept";
  text: string;
  id: string;
}

test("what the app called kept is delivered once, however often the browser is killed in the middle of writing", async ({ server, somebody }) => {
  test.setTimeout(600_000);
  const profile = newProfile();
  const kept = new Map<string, string>();
  const pressed = new Set<string>();
  const options = { baseURL: server.url, viewport: PHONE };
  try {
    for (let turn = 0; turn < TURNS; turn += 1) {
      const browser = await startKillable(profile.folder, options);
      const page = await ready(browser.context.pages()[0]!);
      // Half of them die between the device and the server, half before anything is sent.
      await browser.context.setOffline(turn % 2 === 0);
      await new Promise<void>((enough, fail) => {
        let before = REPORTS_BEFORE;
        const hear = ({ what, text, id }: Sign) => {
          if (what === "kept") kept.set(id, text);
          if (what === "pressed") pressed.add(text);
          if (what === "pressed" && (before -= 1) < 0) setTimeout(enough, turn * LATER_MS);
        };
        void page.exposeFunction("sign", hear).then(() => makeReports(page, turn)).catch(fail);
      }).catch((error: unknown) => {
        throw new Error(`turn ${turn}: ${String(error)}`);
      });
      await browser.kill();
    }
    expect(kept.size).toBeGreaterThanOrEqual(TURNS * REPORTS_BEFORE);

    const last = await startKillable(profile.folder, options);
    const page = await ready(last.context.pages()[0]!);
    await expect.poll(() => keysIn(page, "outbox")).toEqual([]);
    expect(await keysIn(page, "inbox"), "nothing was refused").toEqual([]);
    await last.context.close();
  } finally {
    profile.remove();
  }

  // Whoever may see all of them is asked, since a killed browser may have lost the cookie of the session that made them.
  const centre = await somebody("zhihui");
  const delivered = new Map<string, { text: string; entries: number }>();
  for (const { id, state } of await pullAll(centre.request)) {
    const text = (state.text as { clear?: string } | undefined)?.clear ?? "";
    if (pressed.has(text)) delivered.set(id, { text, entries: (state.timeline as unknown[]).length });
  }
  for (const [id, text] of kept) expect(delivered.get(id), `${text} was kept`).toEqual({ text, entries: ENTRIES });
  const texts = [...delivered.values()].map(({ text }) => text);
  expect(texts.length, "no text came twice").toBe(new Set(texts).size);
});

test("a draft that a kill brings back after its report was kept is known for sent, and is not offered again", async ({ page, context }) => {
  const text = "报完才被关掉的一件（测试员子）。";
  await fillIn(page, { kind: ["咨询建议", "意见建议"], text });
  await context.setOffline(true);
  // What a browser that is killed now finds in its storage, where the last seconds are missing.
  const draft = await page.evaluate((name) => localStorage.getItem(name), DRAFT);
  expect(draft).toContain(text);
  const { id } = await send(page);
  const again = async () => {
    await page.evaluate(([name, draft]) => localStorage.setItem(name, draft), [DRAFT, draft!] as const);
    await page.goto("/report");
    await expect(page.getByText("您上次写的这一件已经提交。")).toBeVisible();
    await expect(page.getByText("已恢复您上次没写完的内容。")).toHaveCount(0);
    await expect(page.getByRole("button", { name: "咨询建议" }), "the form is empty").toBeVisible();
    expect(await page.evaluate((name) => localStorage.getItem(name), DRAFT)).toBeNull();
  };
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  // Once it waits in the queue, and once it has arrived.
  await again();
  await context.setOffline(false);
  await expect.poll(async () => (await page.request.get(`/api/query/ticket/${id}`)).status()).toBe(200);
  await again();
  await page.getByRole("link", { name: "查看进度" }).click();
  await expect(page).toHaveURL(new RegExp(`/receipt/${id}$`));
  await expect(page.getByText("已收到您的报事")).toBeVisible();
  expect((await ticket(page, id)).timeline).toHaveLength(2);
});

test("two windows that go on from one draft make one report of it, or two if they say different things", async ({ page, context }) => {
  await fillIn(page, { kind: ["咨询建议", "意见建议"], text: "两个窗口里的同一份草稿（测试员丑）。" });
  const other = await context.newPage();
  await other.goto("/report");
  await expect(other.getByText("已恢复您上次没写完的内容。")).toBeVisible();
  const { id } = await send(page);
  await expect(page.getByText("已收到您的报事")).toBeVisible();
  await other.getByRole("button", { name: "提交", exact: true }).click();
  await expect(other.getByText("您上次写的这一件已经提交。")).toBeVisible();
  await other.getByLabel("请说说情况").fill("另外一件事（测试员丑）。");
  const another = await send(other);
  expect(another.id).not.toBe(id);
  await expect(other.getByText("已收到您的报事")).toBeVisible();
});

/** The report's first step, empty, with the rules and the units on the device. */
async function ready(page: Page): Promise<Page> {
  await page.goto("/report");
  await expect(page.getByRole("button", { name: "咨询建议" }).or(page.getByRole("button", { name: "清空重写" })).first()).toBeVisible();
  // What was being written when the browser was killed is there again; here each report is begun anew.
  const again = page.getByRole("button", { name: "清空重写" });
  if (await again.isVisible()) await again.click();
  await expect(page.getByRole("button", { name: "咨询建议" })).toBeVisible();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await giveHands(page);
  return page;
}

/** Makes reports through the app's own screens until the browser is gone. */
async function makeReports(page: Page, turn: number): Promise<void> {
  const made = page.evaluate(async (turn) => {
    const { sign } = window as unknown as { sign: (sign: Sign) => Promise<void> };
    const { the, find, click, step, write } = window.hands;
    for (let number = 1; ; number += 1) {
      const text = `第 ${turn} 轮第 ${number} 件（测试员癸）。`;
      await click("咨询建议");
      await click("意见建议");
      await step("情况");
      await click("下一步");
      await step("地点");
      // The keyboard's way of pointing at the middle of the map.
      await the("[role=application] g path");
      (await the("[role=application]")).dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
      await find(() => document.body.textContent?.includes("已选："));
      await click("下一步");
      await step("提交");
      await write("textarea", text);
      void sign({ what: "pressed", text, id: "" });
      await click("提交");
      // From here on the person has been told that it is kept.
      await the(".receipt .digits");
      void sign({ what: "kept", text, id: location.pathname.split("/").pop()! });
      await click("首页");
      await click("我要报事");
      await step("什么事");
    }
  }, turn);
  // It ends with the browser.
  await made.catch(() => undefined);
}
