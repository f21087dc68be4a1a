/** A page, and something that it shows once it is there. */
export interface Shown {
  path: string;
  shows: string | RegExp;
}

/** What a resident can open; `{id}` stands for a ticket of their own. */
export const RESIDENT_PAGES: Shown[] = [
  { path: "/", shows: "我们的承诺" },
  { path: "/report", shows: "您要报的是哪一类事？" },
  { path: "/receipt/{id}", shows: "已收到您的报事" },
  { path: "/matter/{id}", shows: "办理经过" },
  { path: "/mine", shows: "意见建议" },
  { path: "/lookup", shows: "输入回执上的" },
  { path: "/ledger", shows: "按期办结率" },
  { path: "/propose", shows: "议事功能即将开放" },
  { path: "/settings", shows: "外观" },
  { path: "/sign-in", shows: "密码" },
  { path: "/inbox", shows: "没有未受理的操作" },
  { path: "/no/such/page", shows: "没有找到这个页面" },
];

/** What staff can open, by the demo account to which each page matters. */
export const STAFF_PAGES: Record<string, Shown[]> = {
  wg001: [
    { path: "/staff/today", shows: /待办|等居民回应|今天没有/ },
    { path: "/staff/grid", shows: /岗位人员|在办/ },
    { path: "/staff/patrol", shows: "您要报的是哪一类事？" },
    { path: "/staff/me", shows: "全部页面" },
    { path: "/staff/inbox", shows: "没有未受理的操作" },
  ],
  zj001: [
    { path: "/staff/desk", shows: /\d+ 件|没有待办/ },
    { path: "/staff/call", shows: "边听边记" },
    { path: "/staff/rates", shows: "按月走势" },
    { path: "/staff/org", shows: "查找单位" },
    { path: "/staff/ledger", shows: "按期办结率" },
  ],
  fire: [{ path: "/staff/parts", shows: /等本部门答复|没有等待答复/ }],
  guize: [{ path: "/staff/rules", shows: /现行第/ }],
  guanli: [
    { path: "/staff/accounts", shows: /已列出/ },
    { path: "/staff/kiosks", shows: "驿站里的自助终端" },
  ],
};
