//! Phrases of the desk.

use crate::text::phrases;

phrases! {
    DESK: "受理台", "Desk";
    VIEW_MINE: "我的待办", "Mine";
    VIEW_AREA: "辖区在办", "Open in my area";
    VIEW_ALL: "全部记录", "All records";
    VIEW: "看哪些", "Which";
    TOTAL: "{0} 件", "{0} matters";
    TOTAL_MORE: "已显示 {0} 件", "{0} shown";
    TEXT: "内容或受理码", "Text or code";
    ANY_CATEGORY: "全部类别", "Any kind";
    ANY_PHASE: "全部状态", "Any state";
    ANY_TIME: "全部时间", "Any time";
    ANY_UNIT: "全部辖区", "My whole area";
    ONLY_LATE: "只看超时", "Only overdue";
    EMPTY: "没有符合条件的事项", "Nothing matches";
    EMPTY_TEXT: "换一个条件，或看“全部记录”。", "Try other filters, or all records.";
    EMPTY_MINE: "没有待办", "Nothing waits for you";
    EMPTY_MINE_TEXT: "需要您处理的事项会自动出现在这里。", "What needs you appears here by itself.";
    COL_STATE: "状态", "State";
    COL_MATTER: "事项", "Matter";
    COL_WHO: "负责人", "Responsible";
    COL_DUE: "期限", "Due";
    COL_REPORTED: "登记时间", "Reported";
    PICK_ALL: "选择本页全部", "Choose all shown";
    PICK_ONE: "选择：{0}", "Choose: {0}";
    PICKED: "已选 {0} 件", "{0} chosen";
    UNPICK: "取消选择", "Choose none";
    SORT: "按{0}排序", "Sort by {0}";
    OPEN: "打开：{0}", "Open: {0}";
    PANEL: "事项详情", "The matter";
    PANEL_WHOLE: "单独打开", "Open by itself";
    STALE: "没有网络：显示的是本机已有的内容", "No network: this is what the device holds";

    KEYS: "键盘快捷键", "Keyboard";
    KEYS_J: "下一件", "Next matter";
    KEYS_K: "上一件", "Previous matter";
    KEYS_ENTER: "打开事项", "Open the matter";
    KEYS_SLASH: "查找", "Search";
    KEYS_A: "接单", "Accept";
    KEYS_R: "办结", "Resolve";
    KEYS_T: "转交", "Hand over";
    KEYS_E: "上报", "Send up";
    KEYS_X: "选择或取消选择", "Choose, or not";
    KEYS_ESC: "关闭详情", "Close the matter";
    KEYS_HELP: "显示这个说明", "Show this help";

    PARTS: "部门会办", "Our parts";
    PARTS_LINE: "{0} 件等本部门答复", "{0} wait for our answer";
    PARTS_NONE: "没有等待答复的事项", "Nothing waits for our answer";
    PARTS_NONE_TEXT: "其他单位请本部门会同办理的事项会出现在这里。", "Matters on which your department is asked to join appear here.";
    PARTS_DONE: "已答复", "Answered";
}
