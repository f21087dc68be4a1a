import { expect, type Locator, type Page } from "@playwright/test";

/** What a resident reports. */
export interface Matter {
  /** First and second level. */
  kind: readonly [string | RegExp, string | RegExp];
  /** Question and answer: a choice to touch, or a number to type. */
  answers?: Record<string, string>;
  /** Where on the map, as shares of its width and height. */
  tap?: readonly [number, number];
  text: string;
  contact?: { name: string; phone: string };
  photo?: Buffer;
}

/** A ticket as the API answers. */
export interface Row {
  state: {
    id: string;
    phase: string;
    place: string[];
    point: readonly [number, number] | null;
    text: unknown;
    contact: unknown;
    photos: string[];
    receipt: string;
    charge: { holder: { unit: string; post: string; name: string }; acknowledge_by: string; resolve_by: string } | null;
    timeline: unknown[];
  };
}

/** Fills in a report from the home page on, up to the last step, not yet sent. */
export async function fillIn(page: Page, matter: Matter): Promise<void> {
  await page.goto("/");
  await fillInFromHome(page, matter);
}

/** The same in the page as it is, which is not loaded anew: what it holds in memory only is still there. */
export async function fillInHere(page: Page, matter: Matter): Promise<void> {
  await page.getByRole("navigation", { name: "主导航" }).getByRole("link", { name: "首页" }).click();
  await fillInFromHome(page, matter);
}

async function fillInFromHome(page: Page, matter: Matter): Promise<void> {
  await page.getByRole("main").getByRole("link", { name: "我要报事" }).click();
  await page.getByRole("button", { name: matter.kind[0] }).click();
  await page.getByRole("button", { name: matter.kind[1] }).click();
  await answer(page, matter.answers ?? {});
  await page.getByRole("button", { name: "下一步" }).click();
  await tapMap(page, matter.tap ?? [0.5, 0.5]);
  await expect(page.getByText("已选：")).toBeVisible();
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByLabel("请说说情况").fill(matter.text);
  if (matter.photo) await addPhoto(page, matter.photo);
  if (matter.contact) {
    await page.getByLabel("怎么称呼您").fill(matter.contact.name);
    await page.getByLabel("手机号码").fill(matter.contact.phone);
  }
}

/** Answers the questions of a category by their words. */
export async function answer(page: Page, answers: Record<string, string>): Promise<void> {
  for (const [question, said] of Object.entries(answers)) {
    const group = page.getByRole("group", { name: question });
    if (/^\d+$/.test(said)) await page.getByLabel(question).fill(said);
    else await group.getByRole("radio", { name: said, exact: true }).check();
  }
}

/** Touches the map at these shares of its width and height. */
export async function tapMap(page: Page, [across, down]: readonly [number, number]): Promise<void> {
  const map = page.getByRole("application");
  // The grids are drawn once the units are on the device.
  await expect(map.locator("path").first()).toBeAttached();
  const box = await map.boundingBox();
  if (!box) throw new Error("the map is not shown");
  await map.click({ position: { x: box.width * across, y: box.height * down } });
}

/** Adds a photo and waits until the device has made it ready. */
export async function addPhoto(page: Page, buffer: Buffer): Promise<void> {
  await page.getByLabel("添加照片").setInputFiles({ name: "现场.jpg", mimeType: "image/jpeg", buffer });
  await expect(page.getByRole("img", { name: "第 1 张照片" })).toBeVisible();
}

/** Sends what is filled in; the receipt's id and code. */
export async function send(page: Page): Promise<{ id: string; code: string }> {
  await page.getByRole("button", { name: "提交", exact: true }).click();
  await expect(page).toHaveURL(/\/receipt\//);
  const id = new URL(page.url()).pathname.split("/").pop() ?? "";
  const code = await page.locator(".receipt .digits").innerText();
  return { id, code };
}

/** Reports from the home page to a receipt that the server gave. */
export async function report(page: Page, matter: Matter): Promise<{ id: string; code: string }> {
  await fillIn(page, matter);
  const sent = await send(page);
  await expect(page.getByText("已收到您的报事")).toBeVisible();
  return sent;
}

/** What stands beside a word in a list of facts. */
export function fact(within: Page | Locator, word: string): Locator {
  return within.locator("dt", { hasText: new RegExp(`^${word}$`) }).locator("xpath=following-sibling::dd[1]");
}

/** A ticket as this page's session may see it. */
export async function ticket(page: Page, id: string): Promise<Row["state"]> {
  const answer = await page.request.get(`/api/query/ticket/${id}`);
  expect(answer.status(), `ticket ${id}`).toBe(200);
  return ((await answer.json()) as Row).state;
}

/** A steps list's line. */
export function step(page: Page, words: string | RegExp): Locator {
  return page.getByRole("listitem").filter({ hasText: words });
}

/** What a photo's hidden data could give away. */
export const HIDDEN_IN_PHOTO = "GPS 35.7123N 116.4987E";

/** A small photo with hidden data of the kind that cameras add. */
export async function photo(page: Page): Promise<Buffer> {
  const url = await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [320, 240];
    const pen = canvas.getContext("2d")!;
    const shade = pen.createLinearGradient(0, 0, 320, 240);
    shade.addColorStop(0, "#b58a4a");
    shade.addColorStop(1, "#2f4f4f");
    pen.fillStyle = shade;
    pen.fillRect(0, 0, 320, 240);
    pen.fillStyle = "#c9a16b";
    for (let row = 0; row < 3; row += 1) pen.fillRect(30 + row * 90, 150 - row * 30, 80, 80);
    return canvas.toDataURL("image/jpeg", 0.9);
  });
  const jpeg = Buffer.from(url.split(",")[1] ?? "", "base64");
  const hidden = Buffer.from(`Exif\0\0${HIDDEN_IN_PHOTO}`);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(hidden.length + 2);
  // After the start-of-image marker: an APP1 segment.
  return Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xe1]), length, hidden, jpeg.subarray(2)]);
}
