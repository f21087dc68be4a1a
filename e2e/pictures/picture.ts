import type { Page } from "@playwright/test";
import type { Somebody } from "../lib/test";

/** A page to picture. */
export interface Picture {
  /** File name, without size and extension. */
  name: string;
  /** Login of a demo account; none for a resident without one. */
  as?: string;
  /** Only at this size; without it at a telephone's and a desk's. */
  only?: "phone" | "desk" | "kiosk";
  look?: "elder" | "dark";
  language?: "en";
  /** The whole page, not only what fits the screen. */
  whole?: boolean;
  /** As on paper. */
  printed?: boolean;
  /** At this size also kept in the repository, for the README. */
  kept?: "phone" | "desk";
  /** Opens it. */
  open: (page: Page, somebody: Somebody) => Promise<void>;
}

/** Opens an address. */
export const at = (path: string) => async (page: Page) => {
  await page.goto(path);
};

/** What residents say in pictures. */
export const TEXT = "三单元楼道里停了四辆电动车，还堆着纸箱，晚上老人下楼看不清（测试员甲）。";
/** Who they are. */
export const CONTACT = { name: "测试员甲", phone: "13900000001" };
