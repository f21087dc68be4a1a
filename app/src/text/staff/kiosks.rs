//! Phrases of the kiosks' page.

use crate::text::phrases;

phrases! {
    KIOSKS: "终端", "Kiosks";
    LINE: "驿站里的自助终端。内容在终端上加密保存，终端自己也读不出。", "Kiosks at stations. What they keep is sealed; they cannot read it themselves.";
    NEW: "登记新终端", "Enrol a kiosk";
    NONE: "还没有终端", "No kiosks";
    NONE_TEXT: "点“登记新终端”，得到一个登记码，在终端的 /kiosk/ 页面输入。", "Touch “Enrol a kiosk” for a code, and type it on the kiosk at /kiosk/.";
    COL_NAME: "名称", "Name";
    COL_STATE: "状态", "State";
    COL_CONTACT: "上次联系", "Last contact";
    COL_QUEUE: "待送", "Queue";
    COL_KEPT: "未受理留存", "Not accepted";
    COL_VERSION: "版本", "Version";
    NEVER: "从未", "never";
    OLDEST: "最早 {0}", "oldest {0}";
    ACTIVE: "在用", "In use";
    REVOKED: "已停用", "Revoked";
    REVOKE: "停用", "Revoke";
    REVOKE_SURE: "停用“{0}”后，它不能再送来内容；还没送达的可由维护人员导出后导入。", "“{0}” can send nothing more. What it has not delivered can be exported by its operator and imported.";
    UNIT: "放在哪里", "Where it stands";
    NEED_UNIT: "请选择放在哪里。", "Choose where it stands.";
    NAME: "叫什么", "Its name";
    NAME_HINT: "例如“红帆驿站一号机”。", "Such as “Red Sail station, first”.";
    MAKE: "生成登记码", "Make a code";
    CODE_LINE: "请在终端的 /kiosk/ 页面输入这个登记码。只显示这一次，只能用一次。", "Type this code on the kiosk at /kiosk/. It is shown once and works once.";
    CODE_UNTIL: "{0} 前有效", "Valid until {0}";
}
