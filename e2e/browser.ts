import type { PlaywrightTestConfig } from "@playwright/test";

/** The two sizes at which every page is tested and pictured, and that of a kiosk. */
export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1440, height: 900 };
export const KIOSK = { width: 1080, height: 1920 };

/** The system's Chromium, as the county's people use it: Chinese, on Beijing time, asking no one outside. */
export const use: PlaywrightTestConfig["use"] = {
  locale: "zh-CN",
  timezoneId: "Asia/Shanghai",
  launchOptions: {
    executablePath: process.env.WEFT_CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  },
};

export const projects: PlaywrightTestConfig["projects"] = [
  { name: "phone", use: { viewport: PHONE, hasTouch: true, isMobile: true, deviceScaleFactor: 2 } },
  { name: "desk", use: { viewport: DESK } },
];
