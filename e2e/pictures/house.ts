import { expect, type Locator, type Page } from "@playwright/test";
import { PLACES } from "../lib/county";
import { enrolmentCode } from "../lib/kiosk";
import { order, switchMode, uuidV7 } from "../lib/push";
import { type Book, demoBook } from "../lib/rules";
import type { Somebody } from "../lib/test";
import { openUnit } from "../lib/units";
import { at, type Picture } from "./picture";

const GRID = PLACES.filter(({ tier }) => tier === "grid")[40]!;
/** A grid where an emergency is in force. */
const GRAVE = PLACES.filter(({ tier }) => tier === "grid")[500]!;

/** What keeps a county going: accounts, units, rules, kiosks. */
export const HOUSE_PICTURES: Picture[] = [
  { name: "first", open: at("/staff/first") },
  { name: "accounts", as: "guanli", open: accounts },
  { name: "accounts-new", as: "guanli", open: pressed(accounts, "新建账号") },
  { name: "accounts-roles", as: "guanli", only: "desk", open: ofRow("设置岗位") },
  { name: "accounts-password", as: "guanli", only: "desk", open: ofRow("重设密码") },
  { name: "accounts-disable", as: "guanli", only: "desk", open: ofRow("停用") },
  { name: "units-keeper", as: "zuzhi", open: unit(GRID.name) },
  { name: "units-appoint", as: "zuzhi", open: pressed(unit(GRID.name), "任命") },
  { name: "units-end", as: "zuzhi", only: "desk", open: pressed(unit(GRID.name), "结束任职") },
  { name: "units-rename", as: "zuzhi", only: "desk", open: pressed(unit(GRID.name), "改名") },
  { name: "mode-sure", as: "zhihui", open: pressed(unit("汶上县"), "转入应急状态") },
  { name: "mode-emergency", as: "zhihui", open: emergency },
  { name: "today-emergency", as: "wg501", only: "phone", open: emergencyDay },
  { name: "rules-draft-faulty", as: "guize", open: faulty },
  { name: "rules-draft-good", as: "guize", only: "desk", open: brought },
  { name: "rules-publish", as: "shenpi", open: pressed(drafted, "发布") },
  { name: "kiosks", as: "guanli", open: kiosks },
  { name: "kiosks-enrol", as: "guanli", open: pressed(at("/staff/kiosks"), "登记新终端") },
  { name: "kiosks-code", as: "guanli", only: "desk", open: code },
];

type Open = Picture["open"];

/** A page after a button of it was pressed, with the dialog that this opens. */
function pressed(open: Open, word: string): Open {
  return async (page, somebody) => {
    await open(page, somebody);
    await page.getByRole("button", { name: word, exact: true }).first().click();
    await expect(page.getByRole("dialog")).toBeVisible();
  };
}

async function accounts(page: Page): Promise<void> {
  await page.goto("/staff/accounts");
  await expect(page.getByRole("row").nth(3)).toBeVisible();
}

function ofRow(word: string): Open {
  return pressed(async (page) => {
    await accounts(page);
    await page.getByLabel("按姓名或账号查找").fill("网格员");
  }, word);
}

function unit(name: string): Open {
  return (page) => openUnit(page, name);
}

async function emergency(page: Page, somebody: Somebody): Promise<void> {
  await switchMode((await somebody("zhihui")).request, GRAVE.code, true);
  await unit(GRAVE.name)(page, somebody);
  await expect(page.getByRole("button", { name: "转回平时状态" })).toBeVisible();
}

async function emergencyDay(page: Page, somebody: Somebody): Promise<void> {
  await switchMode((await somebody("zhihui")).request, GRAVE.code, true);
  await page.goto("/staff/today");
  await expect(page.getByText("正处于应急状态")).toBeVisible();
}

async function choose(page: Page, book: Book): Promise<void> {
  await page.goto("/staff/rules");
  await page.getByRole("radio", { name: "草稿与发布" }).check();
  await expect(page.getByText("已发布", { exact: true }).first()).toBeVisible();
  const buffer = Buffer.from(JSON.stringify(book));
  await page.locator("input[type=file]").setInputFiles({ name: "手册.json", mimeType: "application/json", buffer });
}

async function faulty(page: Page): Promise<void> {
  const book = demoBook();
  await choose(page, { ...book, ladders: book.ladders.filter(({ key }) => key !== "mediation") });
  await expect(page.getByRole("alert")).toBeVisible();
}

async function brought(page: Page): Promise<void> {
  await choose(page, { ...demoBook(), title: { zh: "修订稿（测试）", en: "Revision (test)" } });
  await expect(page.getByText("检查通过，没有发现问题")).toBeVisible();
}

async function drafted(page: Page, somebody: Somebody): Promise<void> {
  const book = { ...demoBook(), title: { zh: "修订稿（测试）", en: "Revision (test)" } };
  await order((await somebody("guize")).request, uuidV7(), { kind: "rulebook", do: { draft: { book } } });
  await page.goto("/staff/rules");
  await page.getByRole("radio", { name: "草稿与发布" }).check();
}

async function kiosks(page: Page, somebody: Somebody): Promise<void> {
  const made = await enrolmentCode(somebody, "南门社区第二网格", "红帆驿站二号机（测试）");
  const kiosk = await somebody();
  await kiosk.request.post("/api/kiosk/enrol", { data: { code: made } });
  await page.goto("/staff/kiosks");
  await expect(page.getByRole("row").filter({ hasText: "红帆驿站二号机（测试）" }).first()).toBeVisible();
}

async function code(page: Page, somebody: Somebody): Promise<void> {
  await pressed(at("/staff/kiosks"), "登记新终端")(page, somebody);
  const dialog: Locator = page.getByRole("dialog");
  await dialog.getByRole("searchbox").fill("南门社区第三网格");
  await dialog.locator(".found").first().click();
  await dialog.getByLabel("叫什么").fill("红帆驿站三号机（测试）");
  await dialog.getByRole("button", { name: "生成登记码" }).click();
  await expect(dialog.locator(".digits")).toBeVisible();
}
