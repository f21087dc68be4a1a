//! Phrases of a ticket as staff see it, and of what they do with it.

use crate::text::phrases;

phrases! {
    DO_MORE: "更多操作", "More actions";
    DO_DONE: "已提交：{0}", "Done: {0}";
    DO_DONE_MANY: "{0}：{1} 件完成", "{0}: {1} done";
    DO_FAILED_MANY: "{0} 件没有执行：{1}", "{0} not done: {1}";
    DO_MANY: "对 {0} 件执行：{1}", "{1}: {0} matters";
    DO_SEND: "提交", "Submit";
    DO_NOTHING: "这件事现在没有您可以做的操作", "There is nothing for you to do with this matter now";
    TEMPLATES: "常用语", "Ready-made texts";

    RESOLVE_DONE: "做了什么", "What was done";
    RESOLVE_HINT: "这是居民收到的唯一答复，也会公开在台账上，请勿写入个人信息。", "This is the one answer the resident gets, and it is public: no personal data, please.";
    RESOLVE_SEND: "办结，请居民确认", "Resolve and ask the resident";
    RESOLVE_1: "已到现场处理完毕，现场已恢复正常。", "Handled on the spot; all is as it should be again.";
    RESOLVE_2: "已联系责任单位当场整改完成，并已复查。", "The party responsible put it right at once, and it was checked.";
    RESOLVE_3: "已上门与当事人沟通，双方达成一致。", "Both sides were visited and agreed.";
    RESOLVE_4: "经现场核实，反映的情况已不存在，将继续巡查。", "Checked on the spot: it is no longer there. Patrols will go on.";
    ASK_LABEL: "想请居民补充什么", "What the resident should add";
    ASK_HINT: "居民回应前计时暂停；这段话居民可以看到。", "The clock stands still until the resident answers. The resident sees this.";
    ASK_1: "请补充具体位置，例如楼号和单元。", "Please give the exact place, such as building and entrance.";
    ASK_2: "请补充现场照片。", "Please add a photo of the spot.";
    ASK_3: "请问什么时间方便上门？", "When would a visit suit you?";
    NOTE_LABEL: "备注内容", "The note";
    NOTE_HINT: "只有经办人员可见，居民看不到。", "Seen only by staff, never by residents.";
    ESCALATE_LABEL: "上报原因", "Why it goes up";
    ESCALATE_HINT: "居民可以看到这段话。", "The resident sees this.";
    ESCALATE_1: "超出网格处理能力，需要上级协调。", "Beyond what the grid can do: help from above is needed.";
    ESCALATE_2: "涉及多个单位，需要统一协调。", "Several units are concerned: to be coordinated.";
    REROUTE_FIRST: "正确的大类", "The right kind";
    REROUTE_SECOND: "正确的小类", "The right kind, exactly";
    REROUTE_REASON: "为什么改", "Why";
    REROUTE_HINT: "按新类别由规则重新确定负责人和期限，居民可以看到原因。", "The rules name handler and dates anew by the new kind; the resident sees the reason.";
    REROUTE_1: "类别选错，按实际情况更正。", "The kind was chosen wrongly; put right.";
    TRANSFER_UNIT: "转交给哪个单位", "Hand over to";
    TRANSFER_POST: "由哪个岗位负责", "Which post answers there";
    TRANSFER_REASON: "转交原因", "Why";
    TRANSFER_HINT: "期限不变，居民可以看到原因。", "The dates stay as they are; the resident sees the reason.";
    TRANSFER_NOBODY: "该单位这个岗位目前无人", "Nobody holds this post there now";
    TRANSFER_1: "属于该单位职责范围。", "It is that unit's responsibility.";
    BRING_SERVICES: "请哪些部门会同", "Which departments";
    BRING_REQUEST: "请部门做什么", "What they are asked";
    BRING_HINT: "各部门分别答复，由负责人汇总成一个答复给居民。", "Each answers its part; the handler makes them one answer for the resident.";
    BRING_1: "请派人到现场共同处置。", "Please send somebody to handle it together.";
    ANSWER_LABEL: "部门答复", "The department's answer";
    ANSWER_HINT: "负责人据此汇总答复居民。", "The handler sums it up for the resident.";
    ANSWER_1: "已派员到现场处置完毕。", "Our people have handled it on the spot.";
    ANSWER_2: "经查不属于本部门职责，建议由其他部门处理。", "Not our department's matter: another should take it.";
    RELEASE_LABEL: "为什么不再等", "Why not to wait any longer";
    RELEASE_HINT: "会记录在办理经过里。", "It is kept in the history.";
    RELEASE_1: "问题已解决，无需该部门再答复。", "It is settled without the department's answer.";
    MERGE_LINE: "选择与哪一件合并。合并后由那一件继续办理，这件的报事人会收到同样的进展。", "Choose the matter it is merged into. That one lives on, and this one's reporter hears the same.";
    MERGE_NONE: "附近没有同类的在办事项", "No open matter of this kind nearby";
    MERGE_NONE_TEXT: "只列出同一类别、位置相近、时间相近的事项。", "Only those of the same kind, near in place and time, are listed.";
    MERGE_GO: "合并到这一件", "Merge into this";
    MERGE_NO_SPOT: "这件事没有标注位置，无法查找附近的事项。", "This matter has no spot, so there is no nearby.";

    WHO_CONTACT: "报事人", "Reporter";
    NO_CONTACT: "没有留联系方式", "No contact given";
    CONTACT_HIDDEN: "您无权查看联系方式", "The contact is not for your roles";
    ADDRESS: "详细位置", "Exact place";
    ON_BEHALF: "工作人员代为登记", "Entered by staff";
    REPLIES: "居民补充", "What the resident added";
    NOTES: "内部备注", "Internal notes";
    NOTES_NONE: "还没有备注", "No notes yet";
    ASKED: "等居民回应：{0}", "Waiting for the resident: {0}";
    ON_MAP: "在地图上看", "See it on the map";
    NEAR: "附近可能重复", "Perhaps the same, nearby";
    RATED: "居民评价", "The resident's judgement";
    FOLLOWERS: "{0} 人关注", "{0} followers";
    REOPENINGS: "退回重办 {0} 次", "Sent back {0} times";
    PART_ASKED: "请办：{0}", "Asked: {0}";
    PART_BY_RULE: "按规则会同", "Brought in by the rules";
    REFUSED_HERE: "有一项操作没有被接受，请到“未受理的操作”查看。", "Something you did here was not accepted: see what was refused.";

    PHASE_WAITING_STAFF: "等居民回应", "Waiting for the resident";
    PHASE_RESOLVED_STAFF: "待居民确认", "To be confirmed by the resident";

    PATROL: "巡查上报", "Patrol report";
    CALL_INTAKE: "电话登记", "Phone intake";
    CALL_LINE: "边听边记。登记后请把受理码读给来电人。", "Write while you listen, then read the receipt code out to the caller.";
    CALL_KIND_FIRST: "大类", "Kind";
    CALL_KIND_SECOND: "小类", "Kind, exactly";
    CALL_SAVE: "登记", "Enter it";
    CALL_DONE: "已登记", "Entered";
    CALL_READ: "请把受理码读给来电人", "Please read the code out to the caller";
    CALL_NEXT: "登记下一个来电", "The next call";
}
