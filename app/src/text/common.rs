//! Phrases of every page.

use super::phrases;

phrases! {
    BRAND: "经纬", "Weft";
    BRAND_LINE: "网格服务", "Grid service";
    SKIP: "跳到正文", "Skip to content";
    NAV: "主导航", "Main navigation";
    NAV_HOME: "首页", "Home";
    NAV_MINE: "我的事项", "My matters";
    NAV_LEDGER: "公开台账", "Public ledger";
    NAV_SETTINGS: "设置", "Settings";
    BACK: "返回", "Back";
    NEXT: "下一步", "Next";
    PREVIOUS: "上一步", "Previous step";
    CANCEL: "取消", "Cancel";
    CLOSE: "关闭", "Close";
    YES: "是", "Yes";
    NO: "否", "No";
    OPTIONAL: "（选填）", "(optional)";
    RETRY: "重试", "Try again";
    MORE: "更多", "More";
    ALL: "全部", "All";
    COUNTER: "{0} / {1} 字", "{0} of {1} characters";
    LOADING: "正在加载…", "Loading…";
    COPIED: "已复制", "Copied";
    OFFLINE: "当前没有网络。您填写的内容会先存在本机，联网后自动送达。", "No network. What you enter is kept on this device and sent once you are back online.";
    UNSENT: "{0} 项待送达", "{0} waiting to be sent";
    PENDING: "待送达", "Not yet delivered";
    PENDING_HELP: "已存在本机，联网后自动送达，请勿清除浏览器数据。", "Kept on this device and sent once online. Please do not clear this browser's data.";
    NOT_FOUND: "没有找到这个页面", "This page does not exist";
    NOT_FOUND_TEXT: "链接可能输错了，或内容已移走。", "The link may be mistyped, or the content has moved.";
    TO_HOME: "回到首页", "Go to the home page";
    BROKEN: "暂时无法打开", "Cannot open this just now";
    NO_NETWORK: "没有网络", "No network";
    NO_NETWORK_TEXT: "这部分内容要联网才能看到。", "This part needs a network connection.";
    REQUIRED: "请填写这一项", "Please fill this in";
    CHOOSE_ONE: "请选择一项", "Please choose one";
    PLEASE_CHOOSE: "请选择", "Please choose";

    SETTINGS: "设置", "Settings";
    SET_LANGUAGE: "语言 Language", "Language 语言";
    SET_THEME: "外观", "Appearance";
    THEME_AUTO: "跟随系统", "As the device";
    THEME_LIGHT: "浅色", "Light";
    THEME_DARK: "深色", "Dark";
    SET_ELDER: "长辈版（大字、大按钮）", "Elder mode (large type and buttons)";
    ELDER_ON: "大字", "Large type";
    ELDER_OFF: "标准字", "Normal type";
    ACCOUNT: "账号", "Account";
    ANONYMOUS: "未登录：报事和查询都不需要账号。", "Not signed in: reporting and looking up need no account.";
    SIGNED_IN_AS: "已登录：{0}", "Signed in: {0}";
    SIGN_IN: "登录", "Sign in";
    SIGN_OUT: "退出登录", "Sign out";
    SIGNED_OUT: "已退出登录", "Signed out";
    LOGIN: "手机号或账号", "Phone number or account name";
    PASSWORD: "密码", "Password";
    SIGN_IN_LINE: "网格员、受理员和部门人员在此登录。居民报事不需要登录。", "For grid members, desks and departments. Residents need not sign in to report.";
    STAFF_PAGES: "进入工作台", "Open the workplace";
    DEVICE: "这台设备", "This device";
    ABOUT: "关于", "About";
    ABOUT_TEXT: "经纬把一个县织进一张网：每件事都有人负责、有期限、有回音。", "Weft weaves a county into one grid: every matter has somebody responsible, a date, and an answer.";

    INBOX: "未受理的操作", "What was not accepted";
    INBOX_TEXT: "以下操作没有被接受。原因写在每一项下面，内容都还保存在本机。", "The following was not accepted. Each says why, and its content is still kept on this device.";
    INBOX_EMPTY: "没有未受理的操作", "Nothing was refused";
    INBOX_EMPTY_TEXT: "您提交的每一项都已送达或正在送达。", "Everything you sent has been delivered or is on its way.";
    SEND_AGAIN: "再次发送", "Send again";
    DISMISS: "知道了，移除", "Remove";
    DISMISS_SURE: "确定移除？移除后这项内容将不再保存。", "Remove it? Its content will no longer be kept.";

    EMERGENCY: "遇到火情、危险或急病，请不要在这里等，直接拨打：", "In case of fire, danger or acute illness do not wait here, call:";
    CALL_FIRE: "火警", "fire";
    CALL_POLICE: "报警", "police";
    CALL_AMBULANCE: "急救", "ambulance";
    TODAY_AT: "今天 {0}", "today {0}";
    TOMORROW_AT: "明天 {0}", "tomorrow {0}";
    YESTERDAY_AT: "昨天 {0}", "yesterday {0}";
    LEFT_DAYS: "还剩 {0} 天", "{0} days left";
    LEFT_HOURS: "还剩 {0} 小时", "{0} h left";
    LEFT_MINUTES: "还剩 {0} 分钟", "{0} min left";
    LATE_DAYS: "已超时 {0} 天", "{0} days overdue";
    LATE_HOURS: "已超时 {0} 小时", "{0} h overdue";
    LATE_MINUTES: "已超时 {0} 分钟", "{0} min overdue";
    AGO_DAYS: "{0} 天前", "{0} days ago";
    AGO_HOURS: "{0} 小时前", "{0} h ago";
    AGO_MINUTES: "{0} 分钟前", "{0} min ago";
    JUST_NOW: "刚刚", "just now";

    QR_LABEL: "受理码的二维码，扫码可查看进度", "QR code of the receipt: scan it to see the progress";
    PHOTOS: "照片", "Photos";
    PHOTO_ADD: "添加照片", "Add a photo";
    PHOTO_HINT: "最多 {0} 张。照片会在本机压缩，并去除拍摄地点等附带信息。", "Up to {0}. Photos are compressed on this device, and location and other data in them removed.";
    PHOTO_REMOVE: "移除第 {0} 张照片", "Remove photo {0}";
    PHOTO_NUMBER: "第 {0} 张照片", "Photo {0}";
    PHOTO_REMOVED: "已移除照片", "Photo removed";
    PHOTO_BUSY: "正在处理…", "Preparing…";
    PHOTO_FAILED: "这张照片无法使用，请换一张 JPG、PNG 或 WebP 图片。", "This photo cannot be used. Please choose a JPG, PNG or WebP image.";
    STARS: "{0} 星", "{0} stars";

    CODE: "受理码", "Receipt code";
    CODE_HINT: "16 位数字，每 4 位一组，写在受理回执上。", "16 digits in groups of four, printed on your receipt.";
    CODE_SHORT: "已输入 {0} 位，还差 {1} 位", "{0} digits so far, {1} to go";
    CODE_OK: "受理码有效", "The code is well-formed";
    CODE_WRONG: "有一位数字不对，请对照回执再看一遍", "A digit is wrong: please compare it with your receipt";
    CODE_NOT_DIGITS: "受理码只有数字", "A receipt code has only digits";
    CODE_LENGTH: "受理码是 16 位数字", "A receipt code has 16 digits";
}
