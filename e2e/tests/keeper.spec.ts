import type { Page } from "@playwright/test";
import { enrol, enrolmentCode, fillInAtKiosk, sendAtKiosk } from "../lib/kiosk";
import { order, uuidV7 } from "../lib/push";
import { report, ticket } from "../lib/report";
import { type Book, clutterToSecretary, demoBook, publishBook, today } from "../lib/rules";
import { AT, expect, type Somebody, test } from "../lib/test";

// Without a network requests fail, and browsers note that.
test.use({ apart: "keeper", expectedErrors: /Failed to load resource|net::ERR_/ });

interface Routed {
  receipt: string;
  charge: { holder: { post: string } };
  why: { rule: string; rules_version: number };
}

const CLUTTER = { kind: ["消防隐患", /楼道堆物/], answers: { "现在有人处于危险中吗？": "否" }, tap: [0.5, 0.5] } as const;
const UNIT = "南门社区第一网格";
const PEOPLE = "大约影响多少人？";

test("a new version: a kiosk that was offline, then a phone, route by it, and tickets made before keep theirs", async ({ somebody }) => {
  const [phone, kiosk] = [await somebody(undefined, AT.phone), await somebody(undefined, AT.kiosk)];
  await enrol(kiosk, await enrolmentCode(somebody, UNIT, "驿站九号机（测试）"));
  const { id } = await report(phone, { ...CLUTTER, text: "换版之前的一件事（测试员甲）。" });
  const before = await routed(phone, id);
  expect(before.charge.holder.post).toBe("grid_member");

  await kiosk.context().setOffline(true);
  await phone.context().setOffline(true);
  await expect(kiosk.getByText("现在没有网络，照样可以报事")).toBeVisible();
  const version = await publish(somebody, clutterCleared());
  expect(version).toBeGreaterThan(before.why.rules_version);

  await kiosk.context().setOffline(false);
  await kiosk.getByRole("button", { name: "我要报事" }).click();
  await kiosk.getByRole("button", { name: "消防隐患" }).click();
  await expect(kiosk.getByRole("button", { name: "楼道堆物（新版）" })).toBeVisible({ timeout: 30_000 });
  await kiosk.getByRole("button", { name: "回到首页" }).click();
  await fillInAtKiosk(kiosk, "换版之后在驿站说的一件事（测试员乙）。");
  const code = await sendAtKiosk(kiosk);
  const desk = await somebody("xian");
  const fromKiosk = async () => (await newest(desk)).find(({ receipt }) => receipt === code);
  await expect.poll(fromKiosk).toMatchObject({ charge: { holder: { post: "secretary" } }, why: { rule: "R-000", rules_version: version } });

  await phone.context().setOffline(false);
  const after = await report(phone, { ...CLUTTER, kind: ["消防隐患", "楼道堆物（新版）"], text: "换版之后的一件事（测试员甲）。" });
  expect(await routed(phone, after.id)).toMatchObject({ charge: { holder: { post: "secretary" } }, why: { rule: "R-000", rules_version: version } });
  const same = await routed(phone, id);
  expect([same.charge, same.why]).toEqual([before.charge, before.why]);
});

test("a broken rulebook sent straight to the API is refused with the findings that the page shows", async ({ somebody }) => {
  const book = demoBook();
  book.title = { zh: "有毛病的手册", en: "A faulty rulebook" };
  book.tables[0]!.rules = book.tables[0]!.rules.filter(({ id }) => id !== "R-050" && id !== "R-196");
  const keeper = await somebody("guize", AT.desk);
  await keeper.goto("/staff/rules");
  await keeper.getByRole("radio", { name: "草稿与发布" }).check();
  await keeper.locator("input[type=file]").setInputFiles({ name: "手册.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(book)) });
  const alert = keeper.getByRole("alert");
  await expect(alert).toContainText(/发现 \d+ 个问题，不能发布/);
  await expect(alert).toContainText("示例“夜里工地还在施工”没有按预期分派");
  const shown = await alert.getByRole("listitem").allInnerTexts();

  const id = uuidV7();
  expect(await order(keeper.request, id, { kind: "rulebook", do: { draft: { book } } })).toMatchObject({ outcome: "accepted" });
  const approver = await somebody("shenpi");
  const refused = await order(approver.request, id, { kind: "rulebook", do: { publish: { effective_from: today() } } });
  const findings = within(within(refused, "findings"), "findings") as Record<string, unknown>[];
  expect(findings).toHaveLength(shown.length);
  const kinds = findings.map((finding) => Object.keys(finding)[0]!);
  expect(kinds.filter((kind) => kind === "gap")).toHaveLength(shown.filter((line) => line.includes("没有规则适用于：")).length);
  expect(kinds.filter((kind) => kind === "example_fails")).toHaveLength(shown.filter((line) => line.startsWith("示例")).length);
  expect(kinds).toContain("gap");
});

test("staff read why on the ticket, and its link opens the rules at that rule", async ({ page, somebody }) => {
  const { id } = await report(page, { kind: ["水电气暖", "停水漏水"], answers: { [PEOPLE]: "60" }, tap: [0.5, 0.5], text: "停水了（测试员丁）。" });
  const desk = await somebody("xian", AT.desk);
  await desk.goto(`/staff/ticket/${id}`);
  await desk.getByText("为什么由他负责").click();
  await expect(desk.getByText("若“受影响人数”不超过49，则由社区或村负责（规则 R-083）。")).toBeVisible();
  await desk.getByRole("link", { name: "在分派表中查看这条规则" }).click();
  await expect(desk).toHaveURL(/\/staff\/rules\?rule=R-033&version=\d+/);
  await expect(desk.getByRole("row", { name: /R-033/ })).toBeInViewport();
  await expect(desk.getByRole("row", { name: /R-033/ })).toHaveAttribute("aria-current", "true");
});

/** The demo's rulebook by which clutter that endangers nobody is the secretary's. */
function clutterCleared(): Book {
  const book = demoBook();
  const category = book.categories.find(({ key }) => key === "fire.clutter")!;
  category.title = { zh: "楼道堆物（新版）", en: "Clutter on stairs (new)" };
  book.tables[0]!.rules.unshift(clutterToSecretary(book));
  return book;
}

/** Drafts and publishes by two people, from today; the version it became. */
async function publish(somebody: Somebody, book: Book): Promise<number> {
  await publishBook(somebody, book);
  const reporter = await somebody();
  const { id: probe } = await report(reporter, { kind: ["咨询建议", "政策咨询"], tap: [0.5, 0.5], text: "问一问现行版本（测试员戊）。" });
  return (await routed(reporter, probe)).why.rules_version;
}

async function routed(page: Page, id: string): Promise<Routed> {
  return (await ticket(page, id)) as unknown as Routed;
}

/** The tickets that came in last, as a desk sees them. */
async function newest(desk: Page): Promise<Routed[]> {
  const answer = await desk.request.get("/api/query/tickets?limit=100");
  expect(answer.status()).toBe(200);
  return ((await answer.json()) as { rows: { state: Routed }[] }).rows.map(({ state }) => state);
}

/** The value of this name, however deep it is. */
function within(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = key === name ? inner : within(inner, name);
    if (found !== undefined) return found;
  }
  return undefined;
}
