//! Phrases of the kiosk.

use super::phrases;

phrases! {
    WELCOME: "您好，欢迎来到驿站", "Welcome to the station";
    WELCOME_LINE: "请点一下您要办的事。不用注册，说完就走，不留痕迹。", "Touch what you need. No account; nothing stays behind.";
    DOOR_REPORT: "我要报事", "Report";
    DOOR_REPORT_LINE: "隐患、纠纷、求助", "Hazards, disputes, help";
    DOOR_PROPOSE: "提建议", "Propose";
    DOOR_PROPOSE_LINE: "即将开放", "Coming soon";
    DOOR_LOOKUP: "查进度", "Look up";
    DOOR_LOOKUP_LINE: "用受理码查询", "By receipt code";
    DOOR_STATION: "本站信息", "This station";
    DOOR_STATION_LINE: "谁在管、怎么联系", "Who is in charge, how to reach them";
    PROPOSE_LINE: "提建议正在建设中。现在可以点“我要报事”，把建议写在情况里，网格员会转给社区。", "Proposing is being built. Until then touch “Report” and write your proposal there: your grid member passes it on.";
    HOME: "回到首页", "Home";
    HELP: "怎么用", "Help";
    HELP_1: "点一下大按钮就能选；选错了点“上一步”。", "Touch a large button to choose; “Previous step” takes it back.";
    HELP_2: "写字请点白框，用屏幕下方弹出的键盘；不会写可以请工作人员帮忙。", "To write, touch the white box and use the keyboard that appears; staff will help if you cannot.";
    HELP_3: "60 秒不动，本机会自动清空，下一位看不到您的内容。", "After 60 seconds untouched everything is cleared; the next person sees nothing of yours.";
    HELP_4: "报完会得到 16 位受理码，请记下、拍照或打印，凭它查进度。", "You get a receipt code of 16 digits. Note it, photograph it or print it, and look up with it.";
    LANGUAGE: "English", "中文";
    EMERGENCY_STRIP: "本地正处于应急状态。紧急求助请直接拨打 119、110、120，或告诉驿站工作人员。", "An emergency is in force here. For urgent help call 119, 110 or 120, or tell the station's staff.";

    OFFLINE: "现在没有网络，照样可以报事：内容会加密保存，连上网就送出。", "No network now. You can still report: it is kept encrypted and sent when the network is back.";
    LAST_CONTACT: "上次连上服务器：{0}", "Last contact with the server: {0}";
    NEVER: "从未", "never";
    FULL: "本机待送内容已满 {0} 条，暂时不能再收。请到服务台，或拨打网格员电话。", "This kiosk holds {0} reports that could not be sent and takes no more for now. Please go to the desk or call your grid member.";
    OVERDUE: "本机已超过 {0} 天没有连上网络，送达会晚。急事请到服务台或打电话。", "This kiosk has had no network for more than {0} days, so delivery will be late. For urgent matters go to the desk or call.";
    REVOKED: "本机已停用，请到服务台办理。", "This kiosk is out of use: please go to the desk.";
    NO_RULES: "本机还没有取得本县的办事规则，需要先联网一次。", "This kiosk has not received the county's rules yet: it needs the network once.";

    STEP_TEXT: "说情况", "Say it";
    STEP_CONTACT: "联系方式", "Contact";
    STEP_CHECK: "核对", "Check";
    TEXT_TITLE: "请说说情况", "What is the matter?";
    CONTACT_TITLE: "要不要留联系方式？", "Leave your contact?";
    CONTACT_LINE: "可以不留，直接点“下一步”。留了只有经办人看得到。", "You need not: touch “Next”. If you do, only those handling the matter see it.";
    SIR: "先生", "Sir";
    MADAM: "女士", "Madam";
    CHECK_TITLE: "请核对，没有错就提交", "Check, then send";
    CHECK_TEXT: "情况", "The matter";
    CHECK_PLACE: "地点", "Place";
    CHECK_CONTACT: "联系方式", "Contact";
    CHECK_NO_CONTACT: "没有留", "None";
    SEND: "提交", "Send";
    NOT_SEALED: "本机缺少加密钥匙，这次没有保存。请告诉驿站工作人员。", "This kiosk lacks its encryption key and nothing was saved. Please tell the station's staff.";
    TAKEN: "已收下您的报事", "Your report is taken";
    TAKEN_LINE: "请记下这 16 位受理码，或用手机扫码、打印带走。离开这一页就看不到了。", "Note these 16 digits, scan them or print them. They cannot be shown again.";
    TAKEN_OFFLINE: "现在没有网络：内容已加密保存在本机，连上网就送出，之后才能用受理码查询。", "No network now: the report is kept encrypted and sent when it is back; only then can it be looked up.";
    PRINT: "打印", "Print";
    DONE: "完成，清空本机", "Done, clear it";

    LOOKUP_TITLE: "请输入 16 位受理码", "Type your receipt code of 16 digits";
    LOOKUP_OFFLINE: "现在没有网络，查不了进度。可以用手机扫受理单上的码，或拨打网格员电话。", "There is no network now, so nothing can be looked up. Scan your receipt with a phone, or call your grid member.";
    LOOKUP_GO: "查询", "Look up";
    ERASE: "删", "Delete";
    CLEAR: "清空", "Clear";
    KEYPAD: "数字键盘", "Number pad";

    STATION_NAME: "本站", "Station";
    STATION_AREA: "所在地", "Where";
    STATION_PEOPLE: "谁在管", "Who is in charge";
    STATION_NOBODY: "暂无公示人员", "Nobody posted";

    IDLE_TITLE: "您还在吗？", "Are you still there?";
    IDLE_LINE: "{0} 秒后清空屏幕，保护您的隐私。", "The screen clears in {0} seconds, to protect you.";
    IDLE_STAY: "我还在", "I am here";
    IDLE_LEAVE: "我办完了，清空", "I am done, clear it";

    ENROL_TITLE: "登记本终端", "Enrol this kiosk";
    ENROL_LINE: "请值班人员在工作台“终端”页生成 10 位登记码，在此输入。", "A desk makes a code of 10 digits on the workplace's page “Kiosks”. Type it here.";
    ENROL_PIN: "再设一个 6 位维护密码", "Now set the operator's PIN of 6 digits";
    ENROL_PIN_LINE: "查看本机状态、导出待送内容时要用。请记牢。", "It opens this kiosk's state and the export of its queue. Remember it.";
    ENROL_GO: "登记", "Enrol";

    OPERATOR: "维护", "Operator";
    PIN_TITLE: "请输入 6 位维护密码", "Type the operator's PIN";
    PIN_WRONG: "密码不对", "Wrong PIN";
    PIN_REST: "错误次数过多，请一分钟后再试", "Too many wrong PINs: wait a minute";
    OP_NAME: "名称", "Name";
    OP_DEVICE: "编号", "Id";
    OP_QUEUE: "待送条数", "Queue";
    OP_QUEUE_OF: "{0} 条，最多 {1} 条", "{0} of at most {1}";
    OP_OLDEST: "最早一条", "Oldest";
    OP_CONTACT: "上次联系", "Last contact";
    OP_STATE: "连接", "Connection";
    OP_GOOD: "正常", "Good";
    OP_NONE: "连不上服务器", "No answer from the server";
    OP_WAIT: "正在连接", "Connecting";
    OP_STORAGE: "存储", "Storage";
    OP_STORAGE_OF: "已用 {0} MB，可用 {1} MB", "{0} MB of {1} MB";
    OP_VERSION: "版本", "Version";
    OP_EXPORT: "导出待送内容", "Export the queue";
    OP_EXPORT_LINE: "文件是加密的，只有服务器能打开：在服务器上运行 weft import-queue 文件名。导出后本机仍保留，联网再送也不会重复。", "The file is sealed; only the server opens it: run weft import-queue FILE there. The kiosk keeps its queue, and sending it later doubles nothing.";
    OP_SEND: "现在就送", "Send now";
}
