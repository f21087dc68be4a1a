import { expect, type Page } from "@playwright/test";
import { PLACES } from "../lib/county";
import { enrol, enrolmentCode, fillInAtKiosk, openOperator, sendAtKiosk, touch } from "../lib/kiosk";
import { switchMode } from "../lib/push";
import { tapMap } from "../lib/report";
import type { Somebody } from "../lib/test";
import { CONTACT, type Picture, TEXT } from "./picture";

/** Where the kiosks of the pictures stand, and one where an emergency is in force. */
const [CALM, GRAVE] = [PLACES.find(({ name }) => name === "南门社区第一网格")!, PLACES.filter(({ tier }) => tier === "grid")[300]!];

type Open = Picture["open"];

/** Every screen of a kiosk, in Chinese and in English. */
export const KIOSK_PICTURES: Picture[] = [
  ...both("enrol", (page) => page.goto("/kiosk/").then(() => undefined)),
  ...both("enrol-pin", async (page, somebody) => {
    const code = await enrolmentCode(somebody, CALM.name, "红帆驿站一号机（测试）");
    await page.goto("/kiosk/");
    await touch(page, code);
    await expect(page.getByRole("heading", { name: "再设一个 6 位维护密码" })).toBeVisible();
  }),
  ...both("home", enrolled()),
  ...both("emergency", enrolled(GRAVE.name)),
  ...both("offline", then(async (page) => {
    await page.context().setOffline(true);
    await expect(page.getByText("现在没有网络，照样可以报事")).toBeVisible();
  })),
  ...both("report-1-kind", then((page) => page.getByRole("button", { name: "我要报事" }).click())),
  ...both("report-2-questions", then(questions)),
  ...both("report-3-place", then(async (page) => {
    await questions(page);
    await page.getByRole("group", { name: "现在有人处于危险中吗？" }).getByRole("radio", { name: "否" }).check();
    await page.getByRole("button", { name: "下一步" }).click();
    await tapMap(page, [0.5, 0.5]);
  })),
  ...both("report-5-contact", then(async (page) => {
    await fillInAtKiosk(page, TEXT, CONTACT);
    await page.getByRole("button", { name: "上一步" }).click();
  })),
  ...both("report-4-text", then(async (page) => {
    await fillInAtKiosk(page, TEXT, CONTACT);
    await page.getByRole("button", { name: "上一步" }).click();
    await page.getByRole("button", { name: "上一步" }).click();
  })),
  ...both("report-6-check", then((page) => fillInAtKiosk(page, TEXT, CONTACT))),
  ...both("receipt", then(receipt)),
  { name: "kiosk-receipt-printed", only: "kiosk", printed: true, open: then(receipt) },
  ...both("lookup", then(async (page) => {
    await page.getByRole("button", { name: "查进度" }).click();
    await touch(page, "1234567");
  })),
  ...both("lookup-found", then(async (page) => {
    await fillInAtKiosk(page, TEXT, CONTACT);
    const code = await sendAtKiosk(page);
    await page.getByRole("button", { name: "完成，清空本机" }).click();
    await page.getByRole("button", { name: "查进度" }).click();
    await touch(page, code.replaceAll(" ", ""));
    await page.getByRole("button", { name: "查询", exact: true }).click();
    await expect(page.getByText("待接单")).toBeVisible();
  })),
  ...both("propose", then((page) => page.getByRole("button", { name: "提建议" }).click())),
  ...both("station", then((page) => page.getByRole("button", { name: "本站信息" }).click())),
  ...both("help", then((page) => page.getByRole("button", { name: "怎么用" }).click())),
  ...both("idle", async (page, somebody) => {
    await page.clock.install();
    await enrolled()(page, somebody);
    await fillInAtKiosk(page, TEXT, CONTACT);
    await page.clock.runFor(46_000);
    await expect(page.getByRole("alertdialog")).toBeVisible();
  }),
  ...both("operator-pin", then((page) => openOperator(page, "24"))),
  ...both("operator", then((page) => openOperator(page))),
];

/** A screen in both languages. A kiosk begins in Chinese; whoever reads English touches the bar. */
function both(name: string, open: Open): Picture[] {
  const inEnglish: Open = async (page, somebody) => {
    await open(page, somebody);
    const dialog = page.locator(".kiosk-scrim");
    // A dialog lies over the bar.
    if (await dialog.isVisible()) await page.getByRole("button", { name: "English" }).dispatchEvent("click");
    else await page.getByRole("button", { name: "English" }).click();
  };
  return [
    { name: `kiosk-${name}`, only: "kiosk", open },
    { name: `kiosk-${name}-en`, only: "kiosk", open: inEnglish },
  ];
}

/** An enrolled kiosk's home screen. */
function enrolled(unit: string = CALM.name): Open {
  return async (page, somebody) => {
    if (unit === GRAVE.name) await switchMode((await somebody("zhihui")).request, GRAVE.code, true);
    await enrol(page, await enrolmentCode(somebody, unit, "红帆驿站一号机（测试）"));
    if (unit === GRAVE.name) await expect(page.getByText("本地正处于应急状态")).toBeVisible();
  };
}

/** A screen of an enrolled kiosk. */
function then(go: (page: Page) => Promise<unknown>): Open {
  return async (page: Page, somebody: Somebody) => {
    await enrolled()(page, somebody);
    await go(page);
  };
}

async function questions(page: Page): Promise<void> {
  await page.getByRole("button", { name: "我要报事" }).click();
  await page.getByRole("button", { name: "消防隐患" }).click();
  await page.getByRole("button", { name: "楼道堆物" }).click();
}

async function receipt(page: Page): Promise<void> {
  await fillInAtKiosk(page, TEXT, CONTACT);
  await sendAtKiosk(page);
  await expect(page.locator(".receipt .qr")).toBeVisible();
}
