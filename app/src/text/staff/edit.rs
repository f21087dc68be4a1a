//! Phrases of the rulebook's editor.

use crate::text::phrases;

phrases! {
    EDIT: "编辑规则手册", "Edit the rulebook";
    READ: "查看规则手册", "Read the rulebook";
    OPEN: "打开编辑", "Open in the editor";
    OPEN_READ: "打开查看", "Open to read";
    BEGIN_FROM: "以此为底稿起草", "Begin a draft from this";
    BEGIN: "从现行手册起草", "Begin from the rulebook in force";
    BEGIN_HINT: "像表格一样修改，改动随时检查，先存在本机。", "Change it as a table; it is checked as you go and kept on this device.";
    UNFINISHED: "未保存的编辑", "Edits not saved yet";
    UNFINISHED_LINE: "{0}，只在这台设备上", "{0}, on this device only";
    GO_ON: "继续编辑", "Go on editing";
    GONE: "找不到这份草稿", "This draft is not here";
    GONE_TEXT: "它可能已撤回，或者还没有同步到这台设备。", "It may have been withdrawn, or has not reached this device yet.";

    UNDO: "撤销", "Undo";
    REDO: "重做", "Redo";
    SAVE: "保存草稿", "Save the draft";
    SAVED: "草稿已保存", "The draft is saved";
    ALL_SAVED: "已保存", "saved";
    UNSAVED: "有未保存的改动，已存在本机", "changes not saved yet, kept on this device";
    NOT_KEPT: "这台设备存不下正在编辑的内容，请尽快保存草稿。", "This device cannot keep what is being edited: save the draft soon.";
    CHANGED_BY_OTHERS: "别人刚刚保存了这份草稿的另一个版本。您再保存会替换它。", "Somebody else has saved another version of this draft. Saving replaces it.";
    READ_ONLY: "只读", "read only";
    NOT_HERE: "在更大的屏幕上编辑更方便", "Editing is easier on a wider screen";
    AS_NEW: "已另存为新草稿", "Saved as a new draft";
    DISCARD: "放弃这些改动", "Drop these changes";
    DISCARD_SURE: "放弃后回到上次保存的草稿，本机上的改动不再保留。", "Goes back to the draft as it was saved. What is on this device only is dropped.";

    STEPS: "发布的步骤", "Steps to publication";
    STEP_WRITE: "起草", "Draft";
    STEP_WRITE_BY: "{0}，{1}", "{0}, {1}";
    STEP_PROVE: "检查", "Proof";
    STEP_PROVE_GOOD: "没有问题", "nothing wrong";
    STEP_PROVE_BAD: "{0} 个问题待解决", "{0} to be mended";
    STEP_PROVING: "检查中…", "checking…";
    STEP_SECOND: "另一人审批发布", "A second person publishes";
    STEP_SECOND_YOU: "由您审阅并发布", "You read and publish it";
    STEP_SECOND_OTHER: "须由没有参与起草的人发布", "by somebody who has not written on it";
    STEP_DECIDES: "生效", "In force";
    STEP_DECIDES_FROM: "{0} 起", "from {0}";
    YOU: "您", "you";
    COLLEAGUE: "同事", "a colleague";
    NOT_SAVED_YET: "尚未保存", "not saved yet";

    TAB_FACTS: "要素", "Facts";
    TAB_STAND_INS: "代管", "Stand-ins";
    TAB_SETTINGS: "设置", "Settings";

    FINDINGS: "检查结果", "Findings";
    FINDINGS_ERRORS: "问题 {0}", "{0} wrong";
    FINDINGS_WARNINGS: "提醒 {0}", "{0} doubtful";
    FINDINGS_ADVICE: "建议 {0}", "{0} to simplify";
    FINDINGS_NONE: "没有发现问题", "Nothing wrong was found";
    FINDINGS_NONE_TEXT: "每一种情形都有规则，都有人负责。", "Every case is decided, and there is always somebody to answer.";
    FINDINGS_MORE: "再看 {0} 个", "{0} more";
    SEVERITY_ERROR: "问题", "Wrong";
    SEVERITY_WARNING: "提醒", "Doubtful";
    SEVERITY_ADVICE: "建议", "Advice";
    SHOW_PLACE: "定位", "Show";
    TAKE_REPAIR: "采用建议", "Take the suggestion";
    REPAIR_APPEND: "建议：在表末补一条规则 {0}，承办沿用最接近的规则，请核对。", "Suggested: a rule {0} at the end, answered as by the nearest rule; look at it.";
    REPAIR_REMOVE: "建议：删去规则 {0}。", "Suggested: leave rule {0} out.";
    REPAIR_MERGE: "建议：把 {0} 和 {1} 合为一条。", "Suggested: make {0} and {1} one rule.";
    REPAIR_REQUIRE: "建议：把这个问题改为必答。", "Suggested: require an answer to this question.";
    REPAIRED: "已采用建议，可以撤销", "Done. It can be undone";
    EXAMPLE: "例如", "For example";
    TRY_CASE: "作为试办事项打开", "Open as a test matter";
}
