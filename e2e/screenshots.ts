import { join } from "node:path";
import type { Page } from "@playwright/test";
import { loginOf } from "./lib/county";
import { LOOKS, wear } from "./lib/look";
import { push, reportByApi } from "./lib/push";
import { answer, fillIn, photo, report, send, tapMap, ticket } from "./lib/report";
import { expect, signIn, type Somebody, test } from "./lib/test";
import { HOUSE_PICTURES } from "./pictures/house";
import { KIOSK_PICTURES } from "./pictures/kiosk";
import { at, CONTACT, type Picture, TEXT } from "./pictures/picture";

const MATTER = { kind: ["消防隐患", "楼道堆物"], answers: { "现在有人处于危险中吗？": "否" }, tap: [0.44, 0.5], text: TEXT, contact: CONTACT } as const;

const PICTURES: Picture[] = [
  { name: "home", open: at("/"), kept: "phone" },
  { name: "home-elder", look: "elder", open: at("/"), whole: true },
  { name: "home-dark", look: "dark", open: at("/") },
  { name: "home-en", language: "en", open: at("/") },
  { name: "report-1-kind", open: at("/report") },
  { name: "report-2-questions", open: async (page) => pick(page, "电梯故障") },
  { name: "report-3-place", open: place },
  { name: "report-3-place-dark", look: "dark", only: "phone", open: place },
  { name: "report-4-send", whole: true, open: (page) => fillIn(page, { ...MATTER }) },
  { name: "report-4-send-elder", look: "elder", only: "phone", whole: true, open: (page) => fillIn(page, { ...MATTER }) },
  { name: "report-mistakes", only: "phone", open: mistakes },
  { name: "report-offline", only: "phone", open: offline },
  { name: "receipt", whole: true, open: reportedWithPhoto },
  { name: "receipt-printed", only: "desk", printed: true, open: reportedWithPhoto },
  { name: "matter-routed", whole: true, open: async (page) => page.goto(`/matter/${await reported(page)}`).then(() => undefined) },
  { name: "matter-to-confirm", whole: true, open: async (page, somebody) => resolved(page, somebody) },
  { name: "matter-rated", whole: true, open: rated },
  { name: "mine", open: async (page, somebody) => (await resolved(page, somebody), at("/mine")(page)) },
  { name: "mine-empty", only: "phone", open: at("/mine") },
  { name: "lookup", open: at("/lookup") },
  { name: "ledger", open: at("/ledger") },
  { name: "ledger-map", open: ledgerMap },
  { name: "ledger-broken", only: "phone", open: broken },
  { name: "ledger-en", language: "en", only: "desk", open: at("/ledger") },
  { name: "propose", only: "phone", open: at("/propose") },
  { name: "settings", open: at("/settings") },
  { name: "settings-elder", look: "elder", only: "phone", whole: true, open: at("/settings") },
  { name: "sign-in", open: at("/sign-in") },
  { name: "inbox-empty", only: "phone", open: at("/inbox") },
  { name: "missing", open: at("/no/such/page") },
  { name: "today", as: "wg001", only: "phone", whole: true, open: today },
  { name: "today-elder", as: "wg001", only: "phone", look: "elder", open: today },
  { name: "today-dark", as: "wg001", only: "phone", look: "dark", open: today },
  { name: "ticket", as: "wg001", only: "phone", whole: true, open: handled },
  { name: "ticket-resolve", as: "wg001", only: "phone", open: resolving },
  { name: "grid", as: "wg001", open: at("/staff/grid") },
  { name: "patrol", as: "wg001", only: "phone", open: at("/staff/patrol") },
  { name: "me", as: "wg001", only: "phone", whole: true, open: at("/staff/me") },
  { name: "desk", as: "zj001", open: area },
  { name: "desk-panel", as: "zj001", only: "desk", open: panel },
  { name: "desk-bulk", as: "zj001", only: "desk", open: bulk },
  { name: "desk-dark", as: "zj001", only: "desk", look: "dark", open: panel },
  { name: "desk-elder", as: "zj001", only: "desk", look: "elder", open: panel },
  { name: "desk-en", as: "zj001", only: "desk", language: "en", open: panel },
  { name: "desk-keys", as: "zj001", only: "desk", open: keys },
  { name: "call", as: "xian", only: "desk", whole: true, open: at("/staff/call") },
  { name: "parts", as: "fire", open: at("/staff/parts") },
  { name: "rates", as: "xian", whole: true, open: at("/staff/rates") },
  { name: "rates-dark", as: "xian", only: "desk", look: "dark", whole: true, open: at("/staff/rates") },
  { name: "rates-en", as: "xian", only: "desk", language: "en", open: at("/staff/rates") },
  { name: "org", as: "zuzhi", open: at("/staff/org") },
  { name: "org-unit", as: "zuzhi", open: unit },
  { name: "rules-kinds", as: "guize", open: rules("类别") },
  { name: "rules-table", as: "guize", only: "desk", open: rules("分派表") },
  { name: "rules-ladders", as: "guize", only: "desk", open: rules("升级路径") },
  { name: "rules-calendar", as: "guize", only: "desk", open: rules("工作日历") },
  { name: "rules-drafts", as: "shenpi", only: "desk", open: rules("草稿与发布") },
  { name: "staff-ledger", as: "zj001", only: "desk", open: at("/staff/ledger") },
  ...HOUSE_PICTURES,
  ...KIOSK_PICTURES,
];

const ROOT = join(__dirname, "..");

for (const picture of PICTURES) {
  test(picture.name, async ({ page, somebody }, info) => {
    const size = info.project.name;
    const sizes: string[] = picture.only ? [picture.only] : ["phone", "desk"];
    if (!sizes.includes(size)) return;
    const look = LOOKS.find(({ name }) => name === picture.look) ?? LOOKS[0]!;
    await wear(page, look, picture.language);
    if (picture.as) await signIn(page, picture.as);
    const all = arrived(page);
    await picture.open(page, somebody);
    await expect(page.getByRole("main")).toBeVisible();
    await all;
    await expect(page.locator(".bone")).toHaveCount(0);
    await page.evaluate(() => document.fonts.ready);
    if (picture.printed) await page.emulateMedia({ media: "print" });
    if (picture.whole) await stretch(page);
    const folders = [process.env.WEFT_PICTURES ?? join(ROOT, "target/screenshots")];
    if (picture.kept === size) folders.push(join(ROOT, "docs/images"));
    for (const folder of folders) {
      const path = join(folder, `${picture.name}-${size}.png`);
      await page.screenshot({ path, animations: "disabled" });
    }
  });
}

// Asking for what is not there, or without a network, is part of some pictures.
test.use({ expectedErrors: /Failed to load resource/ });

/** Becomes true once the server has sent all that this browser's person may see. */
async function arrived(page: Page): Promise<void> {
  await page.waitForResponse(async (answer) => {
    if (!answer.url().includes("/api/pull")) return false;
    // The page may have gone on meanwhile; then the next one asks.
    const pulled = (await answer.json().catch(() => undefined)) as { more: boolean } | undefined;
    return pulled?.more === false;
  });
}

/** Makes the window as high as the page, so that bars at its edges stand at the edges of the picture. */
async function stretch(page: Page): Promise<void> {
  const size = page.viewportSize();
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  if (size) await page.setViewportSize({ ...size, height: Math.max(size.height, height) });
}

/** The second level of "property". */
async function pick(page: Page, kind: string): Promise<void> {
  await page.goto("/report");
  await page.getByRole("button", { name: "物业服务" }).click();
  await page.getByRole("button", { name: kind }).click();
}

async function place(page: Page): Promise<void> {
  await page.goto("/report");
  await page.getByRole("button", { name: "消防隐患" }).click();
  await page.getByRole("button", { name: "楼道堆物" }).click();
  await answer(page, MATTER.answers);
  await page.getByRole("button", { name: "下一步" }).click();
  await tapMap(page, MATTER.tap);
  await expect(page.getByText("已选：")).toBeVisible();
}

async function mistakes(page: Page): Promise<void> {
  await pick(page, "电梯故障");
  await page.getByRole("button", { name: "下一步" }).click();
}

async function offline(page: Page): Promise<void> {
  await fillIn(page, { ...MATTER });
  await page.context().setOffline(true);
  await send(page);
  await expect(page.getByText("当前没有网络。")).toBeVisible();
}

async function reportedWithPhoto(page: Page): Promise<void> {
  await report(page, { ...MATTER, photo: await blank(page) });
}

async function blank(page: Page): Promise<Buffer> {
  await page.goto("/");
  return photo(page);
}

/** A report of one's own, at a spot in the middle of the county. */
function reported(page: Page): Promise<string> {
  return reportByApi(page.request, { category: "fire.clutter", facts: { danger_to_life: false }, at: [116.4893, 35.7371], text: TEXT, contact: CONTACT });
}

async function resolved(page: Page, somebody: Somebody): Promise<void> {
  const id = await reported(page);
  const member = await somebody(loginOf((await ticket(page, id)).charge?.holder.name ?? ""));
  await push(member.request, id, "accept");
  await push(member.request, id, { resolve: { done: "已上门劝说，电动车移到充电棚，纸箱由物业清走。", photos: [] } });
  await page.goto(`/matter/${id}`);
}

async function rated(page: Page, somebody: Somebody): Promise<void> {
  await resolved(page, somebody);
  await page.getByRole("button", { name: "确认已解决" }).click();
  await page.getByRole("radio", { name: "5 星" }).check();
  await page.getByRole("radio", { name: "满意", exact: true }).check();
  await page.getByRole("button", { name: "提交评价" }).click();
  await expect(page.getByText("居民评价：5 星，满意")).toBeVisible();
}

async function ledgerMap(page: Page): Promise<void> {
  await page.goto("/ledger");
  await expect(page.getByRole("listitem").first()).toBeVisible();
  await page.getByRole("radio", { name: "地图" }).check();
  await expect(page.getByRole("application").locator("path").first()).toBeAttached();
}

async function broken(page: Page): Promise<void> {
  await page.route("**/api/query/ledger**", (route) => route.abort());
  await page.goto("/ledger");
}

/** Something waits for this grid member, whatever the day. */
async function today(page: Page, somebody: Somebody): Promise<void> {
  await atFirstGrid(somebody);
  await page.goto("/staff/today");
  await expect(page.getByText(TEXT).first()).toBeVisible();
}

async function handled(page: Page, somebody: Somebody): Promise<void> {
  const id = await atFirstGrid(somebody);
  await page.goto(`/staff/ticket/${id}`);
  await expect(page.getByText(TEXT)).toBeVisible();
}

async function resolving(page: Page, somebody: Somebody): Promise<void> {
  await handled(page, somebody);
  await page.getByRole("button", { name: "接单" }).click();
  await page.getByRole("button", { name: "办结" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
}

/** Reports in the grid of the first grid member. */
async function atFirstGrid(somebody: Somebody): Promise<string> {
  const resident = await somebody();
  return reportByApi(resident.request, { category: "fire.clutter", facts: { danger_to_life: false }, at: [116.4863776, 35.7359253], text: TEXT, contact: CONTACT });
}

async function area(page: Page): Promise<void> {
  await page.goto("/staff/desk");
  await page.locator("input[type=radio][value=area]").check();
  await expect(page.getByRole("row").nth(1)).toBeVisible();
}

async function panel(page: Page): Promise<void> {
  await area(page);
  await page.getByRole("row").nth(2).click();
  await expect(page.getByRole("complementary")).toBeVisible();
}

async function bulk(page: Page): Promise<void> {
  await area(page);
  for (const row of [1, 2, 4]) await page.getByRole("row").nth(row).getByRole("checkbox").check();
}

async function keys(page: Page): Promise<void> {
  await area(page);
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toBeVisible();
}

async function unit(page: Page): Promise<void> {
  await page.goto("/staff/org");
  await page.getByLabel("查找单位").fill("南门社区");
  await page.getByRole("link", { name: /南门社区/ }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("南门社区");
}

function rules(part: string): (page: Page) => Promise<void> {
  return async (page) => {
    await page.goto("/staff/rules");
    await page.getByRole("radio", { name: part }).check();
  };
}
