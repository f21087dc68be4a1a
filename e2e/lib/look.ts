import type { Page } from "@playwright/test";

/** How a page is set to look. */
export interface Look {
  name: "normal" | "elder" | "dark";
  elder: boolean;
  theme: "light" | "dark";
}

/** The looks in which every page must be good. */
export const LOOKS: Look[] = [
  { name: "normal", elder: false, theme: "light" },
  { name: "elder", elder: true, theme: "light" },
  { name: "dark", elder: false, theme: "dark" },
];

/** Sets the look, and the language, of every page that is opened from now on. */
export async function wear(page: Page, { elder, theme }: Look, language: "zh" | "en" = "zh"): Promise<void> {
  await page.addInitScript(
    ([elder, theme, language]) => {
      localStorage.setItem("weft.elder", elder ? "on" : "off");
      localStorage.setItem("weft.theme", theme);
      localStorage.setItem("weft.language", language);
    },
    [elder, theme, language] as const,
  );
}
