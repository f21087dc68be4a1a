import type { Page } from "@playwright/test";

/** Hands inside a page: they go through its screens at the screens' own pace, without a word to the test in between. */
export interface Hands {
  /** Waits until there is something. */
  find<T>(pick: () => T | null | undefined): Promise<T>;
  /** Waits for what a selector finds. */
  the<E extends HTMLElement>(selector: string): Promise<E>;
  /** Presses the button or link whose words begin so. */
  click(name: string): Promise<void>;
  /** Ticks the choice with these words. */
  choose(name: string): Promise<void>;
  /** Waits until the form stands at this step. */
  step(name: string): Promise<void>;
  /** Writes into a field. */
  write(selector: string, text: string): Promise<void>;
}

declare global {
  interface Window {
    hands: Hands;
  }
}

/** Gives the page hands, as `window.hands`, until it is left. */
export async function giveHands(page: Page): Promise<void> {
  await page.evaluate(() => {
    const words = (element: Element) => element.textContent?.trim() ?? "";
    const among = <E extends HTMLElement>(selector: string) => [...document.querySelectorAll<E>(selector)];
    const hands: Hands = {
      find: async (pick) => {
        for (;;) {
          const found = pick();
          if (found) return found;
          // Sooner than the next frame: nobody looks at ten thousand receipts.
          await new Promise((soon) => setTimeout(soon));
        }
      },
      the: <E extends HTMLElement>(selector: string) => hands.find(() => document.querySelector<E>(selector)),
      click: async (name) =>
        (await hands.find(() => among("button, a").find((one) => words(one).startsWith(name) && one.checkVisibility()))).click(),
      choose: async (name) => {
        const chip = await hands.find(() => among("fieldset label").find((label) => words(label) === name));
        chip.querySelector("input")!.click();
      },
      step: async (name) => {
        await hands.find(() => among(".progress li[aria-current]").find((line) => words(line) === name));
      },
      write: async (selector, text) => {
        const field = await hands.the<HTMLTextAreaElement>(selector);
        field.value = text;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      },
    };
    window.hands = hands;
  });
}
