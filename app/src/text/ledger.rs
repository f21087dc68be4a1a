//! Phrases of the public ledger and the map.

use super::phrases;

phrases! {
    LEDGER: "公开台账", "Public ledger";
    LEDGER_LINE: "每件事的类别、位置（到网格）、期限和结果都公开，个人信息和原文不公开。", "Kind, grid, dates and result of every matter are open; personal data and the reporter's words are not.";
    FILTERS: "筛选", "Filters";
    BY_CATEGORY: "类别", "Kind";
    BY_PHASE: "状态", "State";
    BY_TOWN: "镇街", "Town";
    BY_TIME: "时间", "Time";
    TIME_7: "近 7 天", "Last 7 days";
    TIME_30: "近 30 天", "Last 30 days";
    TIME_90: "近 90 天", "Last 90 days";
    TIME_ALL: "全部时间", "Any time";
    PHASE_OPEN: "办理中", "Open";
    PHASE_DONE: "已结束", "Ended";
    PHASE_LATE: "超时", "Overdue";
    AS_LIST: "列表", "List";
    AS_MAP: "地图", "Map";
    LEDGER_EMPTY: "没有符合条件的事项", "Nothing matches";
    LEDGER_EMPTY_TEXT: "换一个条件试试。", "Try other filters.";
    LEDGER_CSV: "下载数据（CSV）", "Download the data (CSV)";
    COUNT_ALL: "受理", "Reported";
    COUNT_OPEN: "办理中", "Open";
    COUNT_DONE: "已结束", "Ended";
    COUNT_LATE: "超时", "Overdue";
    RATE_SATISFIED: "满意率", "Satisfied";
    RATE_RESOLVED: "按期办结率", "Resolved in time";
    RATE_ANSWERED: "按期响应率", "Answered in time";
    NO_RATE: "—", "—";
    SHOW_MORE: "显示更多", "Show more";
    CLEAR: "清除条件", "Clear filters";
    STEP_NO_MAP: "地图需要先下载网格边界", "The map needs the grid outlines first";
    DAYS_TAKEN: "用时 {0} 天", "took {0} days";

    MAP_LABEL: "网格地图。方向键移动，加号和减号缩放，回车选中十字处的位置。", "Map of the grids. Arrow keys move it, plus and minus zoom, Enter chooses the spot under the cross.";
    MAP_LABEL_SHOW: "网格地图。方向键移动，加号和减号缩放。名单见下方列表。", "Map of the grids. Arrow keys move it, plus and minus zoom. The list shows the same.";
    MAP_IN: "放大", "Zoom in";
    MAP_OUT: "缩小", "Zoom out";
    MAP_FIT: "显示全县", "Show the whole county";
    MAP_EMPTY: "还没有网格边界", "No grid outlines yet";
    MAP_COUNT: "{0}：{1} 件", "{0}: {1}";
}
