"""What can be wrong with a file as a whole, and with the archive it is."""

from catalog_loader.kinds.kind import Kind, error, note

KINDS: dict[str, Kind] = {
    "unreadable": error(
        "文件打不开：{reason}",
        "the file cannot be opened: {reason}",
        "检查路径和读取权限",
        "check the path and that it may be read",
        fatal=True,
    ),
    "empty_file": error(
        "文件是空的",
        "the file is empty",
        "重新导出后再加载",
        "export it again",
        fatal=True,
    ),
    "unknown_format": error(
        "认不出这是什么格式",
        "this is not in a format known here",
        "支持的格式：{formats}",
        "known formats: {formats}",
        fatal=True,
    ),
    "no_such_format": error(
        "没有叫 {value} 的格式",
        "there is no format called {value}",
        "可用的格式：{formats}",
        "use one of: {formats}",
        fatal=True,
    ),
    "no_shop": error(
        "第一条记录不是 shop",
        "the first record is not the shop",
        '在文件开头加一行 {{"type":"shop","name":"店名","currency":"CNY"}}',
        'begin the file with {{"type":"shop","name":"…","currency":"CNY"}}',
        fatal=True,
    ),
    "bom": note(
        "文件以 BOM 开头，已忽略",
        "the file begins with a byte order mark, which was ignored",
        "存为不带 BOM 的 UTF-8",
        "save it as UTF-8 without a byte order mark",
    ),
    "not_utf8": error(
        "第 {byte} 个字节不是 UTF-8",
        "byte {byte} is not UTF-8",
        "把文件存为 UTF-8",
        "save the file as UTF-8",
    ),
    "long_line": error(
        "这一行超过 {limit} MB",
        "the line is longer than {limit} MB",
        "检查是不是少了换行；图片请写地址，不要嵌在行里",
        "look for a missing line break; give pictures as addresses, not inline",
    ),
    "malformed_json": error(
        "第 {column} 个字符处不是合法的 JSON：{reason}",
        "not valid JSON at character {column}: {reason}",
        "改正这一行；一行只放一个 JSON 对象",
        "correct the line; each line holds one JSON object",
    ),
    "not_object": error(
        "这一行不是 JSON 对象",
        "the line is not a JSON object",
        "写成 {{…}}",
        "write it as {{…}}",
    ),
    "repeated_field": error(
        "字段 {name} 在同一个对象里写了两次",
        "the field {name} is given twice in one object",
        "只保留一个",
        "keep one of them",
    ),
    "bad_archive": error(
        "文件损坏，打不开：{reason}",
        "the file is damaged and cannot be opened: {reason}",
        "重新导出后再加载",
        "export it again",
        fatal=True,
    ),
    "archive_bomb": error(
        "压缩文件解开有 {size} MB，不会打开",
        "the archive unpacks to {size} MB and is not opened",
        "拆成小一些的文件",
        "split it into smaller files",
        fatal=True,
    ),
    "encrypted_file": error(
        "文件设了密码，打不开",
        "the file is protected by a password and cannot be opened",
        "取消密码，另存一份再加载",
        "save a copy without the password",
        fatal=True,
    ),
    "old_workbook": error(
        "这是旧版 Office 的文件（例如 .xls），读不了",
        "this is a file of an Office before 2007 (such as .xls), which is not read",
        "另存为 .xlsx 或 CSV",
        "save it as .xlsx or CSV",
        fatal=True,
    ),
    "unsafe_document": error(
        "文件里有不允许的内容：{reason}",
        "the file holds what is not allowed: {reason}",
        "重新导出一份不含它的文件",
        "export a file without it",
        fatal=True,
    ),
    "malformed_document": error(
        "文件格式有错：{reason}",
        "the file is not well formed: {reason}",
        "重新导出后再加载",
        "export it again",
        fatal=True,
    ),
}
