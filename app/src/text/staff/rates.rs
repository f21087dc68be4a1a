//! Phrases of the figures.

use crate::text::phrases;

phrases! {
    RATES: "三率统计", "The three rates";
    RESPONSE: "响应率", "Response rate";
    RESPONSE_HELP: "按期接单的占比", "Accepted in time";
    RESOLUTION: "解决率", "Resolution rate";
    RESOLUTION_HELP: "按期办结的占比", "Resolved in time";
    SATISFACTION: "满意率", "Satisfaction rate";
    SATISFACTION_HELP: "表示满意的占比", "Said to be satisfied";
    OF_COUNT: "{0} / {1} 件", "{0} of {1}";
    NO_FIGURE: "暂无", "none yet";
    CHANGE_UP: "比上月上升 {0} 个百分点", "{0} points more than the month before";
    CHANGE_DOWN: "比上月下降 {0} 个百分点", "{0} points less than the month before";
    CHANGE_NONE: "与上月持平", "as in the month before";
    REPORTED: "登记", "Reported";
    PERIOD: "时间范围", "Period";
    MONTHS_3: "近 3 个月", "3 months";
    MONTHS_6: "近 6 个月", "6 months";
    MONTHS_12: "近 12 个月", "12 months";
    BY_MONTH: "按月走势", "Month by month";
    COUNT_BY_MONTH: "每月登记数", "Reported each month";
    BY_UNIT: "按单位", "By unit";
    UNIT: "单位", "Unit";
    MONTH: "月份", "Month";
    AS_TABLE: "以表格显示", "As a table";
    LATE_LIST: "超时事项", "Overdue matters";
    LATE_NONE: "没有超时事项", "Nothing is overdue";
    LATE_MORE: "还有 {0} 件，到受理台查看", "{0} more: see the desk";
    EXPORT: "导出台账（CSV）", "Export the ledger (CSV)";
    EMPTY: "这段时间没有登记的事项", "Nothing was reported in this period";
    EMPTY_TEXT: "换一个单位或时间范围。", "Try another unit or period.";
    MONTH_SHORT: "{0}月", "{0}";
    MONTH_YEAR: "{0}年{1}月", "{1}/{0}";
}
