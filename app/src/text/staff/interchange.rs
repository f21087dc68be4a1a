//! Phrases of decision tables as files.

use crate::text::phrases;

phrases! {
    TAB_FILES: "导入导出", "Files";
    ONLINE_ONLY: "文件由服务器读写，联网后才能导入导出。正在编辑的内容都在本机，不受影响。", "The server reads and writes files: this needs the network. What is being edited is on this device and stays.";
    ONLINE_ONLY_READ: "文件由服务器生成，联网后才能导出。", "The server makes the file: this needs the network.";
    WHICH: "哪一张表", "Which table";
    OTHER_TABLE: "决策表 {0}", "Table {0}";

    TAKE_OUT: "导出", "Take out";
    TAKE_OUT_TABLE: "把这张表导出为文件", "Take this table out as a file";
    TAKE_OUT_HINT: "DMN 文件可在其他规则软件中打开；Excel 文件可在电子表格里修改，改好再导入。", "A DMN file opens in other rules software; a spreadsheet can be changed there and brought in again.";
    AS_DMN: "导出 DMN", "As DMN";
    AS_XLSX: "导出 Excel", "As xlsx";
    SAVED_AS: "已导出 {0}", "Taken out as {0}";

    BRING_IN: "导入", "Bring in";
    BRING_IN_WHAT: "先列出与现在的差别，由您决定是否采用；采用后可以撤销。", "First you see what differs, then you decide. Taking it over can be undone.";
    CHOOSE: "选择 DMN 或 Excel 文件", "Choose a DMN or xlsx file";
    CHOOSE_HINT: ".dmn、.xml、.xlsx，不超过 {0} MB", ".dmn, .xml or .xlsx of at most {0} MB";
    READING: "正在读取“{0}”…", "Reading “{0}”…";
    TOO_BIG: "“{0}”太大：不能超过 {1} MB。表没有改动。", "“{0}” is too big: at most {1} MB. The table is unchanged.";
    NO_FILE: "打不开“{0}”，请重新选择。表没有改动。", "“{0}” cannot be opened: choose it again. The table is unchanged.";
    FAULTS: "“{0}”中有 {1} 处不能采用，表没有改动。请在文件里改好，再选一次：", "{1} places in “{0}” cannot be taken over; the table is unchanged. Mend them in the file and choose it again:";
    FAULTS_MORE: "还有 {0} 处", "{0} more";
    FOUND: "“{0}”可以采用", "“{0}” can be taken over";
    REFUSED: "“{0}”不能采用，表没有改动。{1}", "“{0}” cannot be taken over; the table is unchanged. {1}";
    SAME: "“{0}”与正在编辑的表完全一样", "“{0}” is the same as the table being edited";
    TAKE: "采用", "Take over";
    LEAVE: "不采用", "Leave it";
    TAKEN: "已采用，可以撤销", "Taken over. It can be undone";
}
