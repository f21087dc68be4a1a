import { type APIRequestContext, expect as plain, type Page } from "@playwright/test";
import { anotherThan, gridAt, loginOf, PLACES, type Spot } from "../lib/county";
import { keysIn, putInQueue, ticketsIn, valuesIn } from "../lib/database";
import { type Made, made, push, reportByApi } from "../lib/push";
import { type Pulled, pullAll } from "../lib/pull";
import { ticket } from "../lib/report";
import { expect, type Somebody, signIn, test } from "../lib/test";

// Without a network requests fail, and browsers note that; and what became another's matter is refused.
test.use({ expectedErrors: /Failed to load resource/ });

/** Matters of the member, on each of which four things are done without a network. */
const MATTERS = 10;
const WORKS = ["accept", "start", { note: { text: { clear: "已联系物业（测试）。" } } }, { resolve: { done: "已清走。", photos: [] } }];
const SPOT: Spot = [116.4881, 35.7363];

/** What happens to the member meanwhile, and whether all their works are refused for it. */
interface Change {
  what: string;
  happen: (about: { somebody: Somebody; member: string; grid: string; elsewhere: string; ids: string[]; person: string }) => Promise<void>;
  accepted: number;
}

const CHANGES: Change[] = [
  {
    what: "the role is taken away",
    happen: async ({ somebody, person }) => regrant(somebody, person, []),
    accepted: 0,
  },
  {
    what: "the member is moved to another grid",
    happen: async ({ somebody, person, elsewhere }) => {
      const units = await unitsOf((await somebody("zuzhi")).request);
      await regrant(somebody, person, [{ role: "grid_member", unit: units.get(elsewhere)! }]);
    },
    accepted: 0,
  },
  {
    what: "half of the matters are handed to the desk",
    happen: async ({ somebody, ids, grid }) => {
      const desk = PLACES.find(({ code }) => code === PLACES.find(({ code }) => code === grid)!.parent)!.code;
      const centre = await somebody("zhihui");
      const units = await unitsOf(centre.request);
      for (const id of ids.slice(0, MATTERS / 2)) {
        await push(centre.request, id, { transfer: { unit: units.get(desk)!, post: "desk", reason: "由社区统一处理（测试）。" } });
      }
    },
    accepted: (MATTERS / 2) * WORKS.length,
  },
];

for (const { what, happen, accepted } of CHANGES) {
  test(`while a grid member with 40 queued works is offline, ${what}: nothing is lost, and the device holds what it may`, async ({ page, context, somebody }) => {
    test.slow();
    const resident = await somebody();
    const ids: string[] = [];
    for (let number = 1; number <= MATTERS; number += 1) {
      const text = `楼道第 ${number} 处堆物（测试员）。`;
      ids.push(await reportByApi(resident.request, { category: "fire.clutter", facts: { danger_to_life: false }, at: SPOT, text }));
    }
    const member = loginOf((await ticket(resident, ids[0]!)).charge?.holder.name ?? "");
    const person = await begin(page, member);
    await expect.poll(() => ticketsIn(page)).toEqual(plain.arrayContaining(ids));

    await context.setOffline(true);
    await page.goto("about:blank");
    await page.goto("/staff/me");
    const works = ids.flatMap((id) => WORKS.map((work) => ({ id, work })));
    const queued: Made[] = await putInQueue(page, works.map(({ id, work }, index) => made(id, work, index + 1)));
    await page.reload();
    await expect(page.getByText(`${queued.length} 项待送达`).first()).toBeVisible();

    const grid = gridAt(SPOT).code;
    const elsewhere = PLACES.filter(({ tier }) => tier === "grid")[Number(anotherThan(member).slice(2)) - 1]!.code;
    await happen({ somebody, member, grid, elsewhere, ids, person });
    await context.setOffline(false);
    await expect.poll(() => keysIn(page, "outbox")).toEqual([]);

    const refused = await valuesIn<{ envelope: Made; reason: unknown }>(page, "inbox");
    for (const { reason } of refused) expect(reason).toBeTruthy();
    const centre = await somebody("zhihui");
    const done = new Set((await Promise.all(ids.map((id) => causes(centre.request, id)))).flat());
    const inInbox = new Set(refused.map(({ envelope }) => envelope.id));
    for (const { id, command } of queued) {
      expect(done.has(id) !== inInbox.has(id), `${id} ${JSON.stringify(command)} is accepted or explained, not both`).toBe(true);
    }
    expect(queued.filter(({ id }) => done.has(id))).toHaveLength(accepted);
    await expect.poll(() => valuesIn<Pulled>(page, "rows").then(byId)).toEqual(byId(await pullAll((await somebody(member)).request)));

    await page.goto("/staff/inbox");
    await expect(page.getByRole("article")).toHaveCount(refused.length);
    await expect(page.getByRole("alert")).toHaveCount(refused.length);
    // So that the next test finds the member as this one did.
    const units = await unitsOf(centre.request);
    await regrant(somebody, person, [{ role: "grid_member", unit: units.get(grid)! }]);
  });
}

/** Signs the member in and waits until the device holds the app; who they are. */
async function begin(page: Page, login: string): Promise<string> {
  await signIn(page, login);
  await page.goto("/staff/today");
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  return ((await (await page.request.get("/api/session")).json()) as { actor: { person: string } }).actor.person;
}

/** Sets somebody's roles, as an administrator does. */
async function regrant(somebody: Somebody, person: string, grants: { role: string; unit: string }[]): Promise<void> {
  const keeper = await somebody("guanli");
  const answer = await keeper.request.put(`/api/accounts/${person}/grants`, { data: { grants } });
  expect(answer.status(), await answer.text()).toBe(200);
}

/** The ids of units, by code. */
async function unitsOf(request: APIRequestContext): Promise<Map<string, string>> {
  const units = (await (await request.get("/api/query/units")).json()) as { id: string; code: string }[];
  return new Map(units.map(({ id, code }) => [code, id]));
}

/** The commands to which a ticket's log goes back. */
async function causes(request: APIRequestContext, id: string): Promise<string[]> {
  const answer = await request.get(`/api/query/ticket/${id}/history`);
  expect(answer.status(), id).toBe(200);
  return ((await answer.json()) as { cause: string }[]).map(({ cause }) => cause);
}

function byId(rows: Pulled[]): Pulled[] {
  return rows.toSorted((one, two) => one.id.localeCompare(two.id));
}
