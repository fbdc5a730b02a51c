"""Each rule of the proof-reader: what it must find and what it must not.

A line is a typed text; ``…|text`` gives the printed words before it, so that it is read as the reason or use of that sentence.
"""

from __future__ import annotations

from functools import lru_cache

import pytest

from disclosegen.findings import CellRef
from disclosegen.proof.reading import Kind, Reading, Text
from disclosegen.proof.run import RULES
from tests.conftest import sample_report

FALL = "与上年相比，收入总计减少620.07万元，下降8.45%。主要原因是|"
RISE = "机关运行经费支出675.49万元，比上年增加184.90万元，增长37.69%，主要原因是|"
MEET = "年初预算为100.00万元，支出决算为80.00万元，完成年初预算的80.00%，决算数与年初预算数存在差异的主要原因是|"
CLASS = "社会保障和就业支出年初预算633.74万元，支出决算680.83万元，完成年初预算的107.43%，用于|"
CARS = "公务用车购置费支出74.10万元，比上年度增加74.10万元，主要原因是：|"


@lru_cache
def reading(kit: str) -> Reading:
    report = sample_report(kit)
    assert report.data is not None and report.composed is not None
    return Reading(report.data, report.composed.document)


def said(
    rule: str,
    line: str,
    kit: str = "shanxi-final-2024",
    *,
    source: str = "",
    kind: Kind | None = None,
    table: str = "duties",
) -> list[str]:
    """What one rule says of a text."""
    before, bar, words = line.rpartition("|")
    text = Text(
        words, CellRef("表", "A1"), table, "1", kind or ("ask" if bar else "paragraph"), before, "。", (), source
    )
    check = next(one.text for one in RULES if one.id == rule)
    assert check is not None
    return [found.message for found in check(reading(kit), text)]


FOUND = [
    ("X-placeholder", "本年度XX项目增加"),
    ("X-placeholder", "人员增加（减少）"),
    ("X-placeholder", "请填写{{ 原因 }}"),
    ("X-placeholder", "由某某单位承办"),
    ("X-doubled", "人员减少。。支出减少"),
    ("X-doubled", "面积200平方米。，包括室内改造"),
    ("X-dangling", "开展了以下工作，包括"),
    ("X-dangling", FALL + "本年度项目较少……"),
    ("X-dangling", FALL + "无"),
    ("X-dangling", CLASS + "同上"),
    ("X-dangling", "负责辖区治安管理，"),
    ("X-dangling", FALL + "根据上级文件要求，"),
    ("X-dangling", FALL + "按照《关于压减一般性支出的通知》（财办〔2023〕15号）要求，"),
    ("X-dangling", FALL + "由于本年度项目"),
    ("X-dangling", FALL + "本年度财政拨款收入"),
    ("X-lead", "主要原因是|因为人员减少"),
    ("X-lead", "主要原因是|因本年度人员减少"),
    ("X-joint", "主要用于|用于办公设备购置"),
    ("X-scale", "包括独生子女费1.74元和职工医疗保险缴费131.61万元"),
    ("X-scale", "办公费12.50万元、邮电费3.20元"),
    ("X-opposite", RISE + "财政拨款收入减少，人员经费相应增加"),
    ("X-opposite", FALL + "本年度一般公共预算财政拨款增加，支出相应减少"),
    ("X-joint", "主要是：|主要是轿车"),
    ("X-repeated", "基本支出基本支出增加"),
    ("X-repeated", "保障了群众的的利益"),
    ("X-repeated", "我局我局将加强管理"),
    ("X-repeated", "本年度项目项目减少"),
    ("X-repeated", "预算单位包括：某市甲局、某市看守所、某市看守所共3个。"),
    ("X-brackets", "按照有关文件（年初下达执行"),
    ("X-brackets", "建设了”天眼”系统"),
    ("X-half-width", "人员减少,支出相应减少"),
    ("X-year", FALL + "2021年人员减少"),
    ("X-year", FALL + "2023年财政拨款收入减少，支出相应减少"),
    ("X-year", FALL + "二〇二一年人员减少"),
    ("X-year", FALL + "上年度财政拨款收入减少，支出相应减少"),
    ("X-year", FALL + "2023年度加强公务用车使用管理，燃料和维修支出减少"),
    ("X-year", FALL + "2020年至2022年连续三年压减支出"),
    ("X-year", FALL + "2022年购置车辆较多，支出减少"),
    ("X-year", "我单位2023年度决算收入总体平稳"),
    ("X-year", "截至2023年12月31日，实有人员120人"),
    ("X-year", "本年度（2023年）完成了全部任务"),
    ("X-year", "某项目2723年预算数10万元"),
    ("X-unit", "阳泉市公安局矿区分局设22个内设机构"),
    ("X-unit", "长治市公安局城区分局本级"),
    ("X-unit", FALL + "阳泉市公安局矿区分局财政拨款减少"),
    ("X-self", "加强本部门车辆管理"),
    ("X-self", "纳入部门决算的单位共1个。"),
    ("X-self", FALL + "我部门人员减少"),
    ("X-twin", "缴纳养老保险277.56万元"),
    ("X-scale", "缴纳养老保险2775500万元"),
    ("X-scale", "缴纳养老保险277.55元"),
    ("X-named", "原因是|公务用车运行维护费20.50万元"),
    ("X-named", "主要包括|办公设备购置9.94万元，专用设备购置0.43万元"),
    ("X-near", FALL + "收入减少602.07万元"),
    ("X-near", FALL + "收入下降8.54%"),
    ("X-near", "主要原因是|本年度购置公务用车支出74.60万元"),
    ("X-whole", CLASS + "离退休支出300万元、养老保险缴费500万元"),
    ("X-parts", "项目资金共计120.5万元，其中A项目60万元、B项目50.5万元"),
    ("X-parts", "A项目60万元、B项目50.5万元，共计120.5万元"),
    ("X-parts", "现有人员723人，其中公务员215人、事业人员241人、辅警105人、其他人员172人"),
    ("X-parts", "设22个内设机构，包括14个科室和大队，以及9个派出所"),
    ("X-parts", "内设机构11个，包括四部八支队。"),
    ("X-parts", "预算单位包括：甲局、乙所、丙所共4个"),
    ("X-parts", "纳入部门决算的单位共3个：某市甲局（本级）、某市乙中心。"),
    ("X-parts", "本局设办公室、业务科、法规科5个内设机构。"),
    ("X-parts", "设35个科、所、室、大队，其中派出所16个，科室和大队29个"),
    ("X-parts", "设45个科、所、室、大队，其中派出所17个，科室和大队29个，各机构按照职责分工开展工作"),
    ("X-parts", "加工档案79.45万页，其中室内12.3万页、库房76.15万页"),
    ("X-parts", "购买反恐巡逻、看护和治安防控四项服务"),
    ("X-rate", "项目支出2361.97万元，占本年支出的33.52%"),
    ("X-named", "原因是|上年度机关运行经费490.95万元，新增民警"),
    ("X-named", "原因是|2023年公务用车购置费30.00万元，本年增加"),
    ("X-rate", "全年预算数157.92万元，执行数105.59万元，执行率66.87%"),
    ("X-rate", "预算数50万元，执行数60万元"),
    ("X-rate", "该项目预算资金716000元，实际支出706000元，预算执行率为100%"),
    ("X-limit", "自评得分800分"),
    ("X-limit", "验收合格率180%"),
    ("X-count", CARS + "购置6辆执法执勤用车，同时购置7辆面包车"),
    ("X-count", CARS + "购置执法执勤用车17辆"),
    ("X-count", CARS + "分批购置执法执勤用车6辆和11辆"),
    ("X-count", CARS + "购置轿车6辆、客车11辆"),
    ("X-count", CARS + "2024年购置的17辆执法执勤用车投入使用"),
    ("X-count", "主要用于：|机要通信用车2辆的燃料费"),
    ("X-count", "主要用于：|公务用车保有量为96辆"),
    ("X-count", "其他用车1辆，其他用车主要是|一般公务用车2辆"),
    ("X-opposite", FALL + "本年度财政拨款收入增加，支出相应增加"),
    ("X-opposite", RISE + "落实过紧日子要求，压减一般性支出"),
    ("X-opposite", MEET + "年中追加项目资金"),
    ("X-opposite", "公务接待费支出0万元，与上年相同，主要原因是：|本年度接待费用减少"),
    ("X-opposite", "公务接待费支出0万元，与上年相同，主要原因是：|本年度接待任务增加"),
    ("X-opposite", FALL + "本年度新开工的项目增加"),
    ("X-opposite", FALL + "本年度财政拨款收入减少，支出相应增加"),
    ("X-opposite", FALL + "项目支出同比增加"),
    ("X-opposite", FALL + "项目支出较上年增加"),
    ("X-opposite", FALL + "本年度项目支出增加较多，主要是购置装备"),
    ("X-opposite", FALL + "政府性基金拨款增加，新增项目资金拨付"),
    ("X-opposite", FALL + "项目经费比2023年有较大幅度增长"),
    ("X-opposite", RISE + "退休人员养老保险缴费减少"),
    ("X-opposite", RISE + "公用经费减少，部分项目没有实施"),
    ("X-opposite", CARS + "本年度没有购置公务用车"),
    ("X-opposite", CARS + "无公务用车购置费支出"),
    ("X-opposite", "公务接待费支出1.50万元，与上年相同，主要原因是：|本年度没有发生公务接待"),
    ("X-opposite", "其中：因公出国（境）费5万元，主要原因是|2024年未安排因公出国（境）"),
    ("X-dangling", "。负责治安管理"),
    ("X-count", "公务用车保有量共69辆，主要用于：|70辆公务用车的燃料费和维修费"),
    ("X-count", "主要用于：|保障机要通信用车2辆、应急保障用车2辆的运行"),
    ("X-scale", CLASS + "离退休支出206.25万元，养老保险缴费277.55万元，职业年金缴费197.02元"),
    ("X-repeated", FALL + "本年度项目支出比上年减少。本年度项目支出比上年减少"),
    (
        "X-count",
        "国内接待费0万元，共接待0批次，0人次，其中外事接待费0万元，共接待0批次，0人次，主要是|接待上级检查5批次40人次",
    ),
    ("X-opposite", RISE + "加强资金管理；公用经费减少"),
    ("X-opposite", FALL + "压减一般性支出，项目支出增加"),
    ("X-opposite", "公务接待费支出1.50万元，比上年减少0.50万元，主要原因是：|本年度公务接待增加"),
    ("X-opposite", "主要原因是|公用车购置费等增加，公务用车购置费减少74.10万元"),
    ("X-opposite", FALL + "公共安全支出减少593.30万元、住房保障支出增加46.02万元"),
    ("X-near", FALL + "一是本年度财政拨款收入减少375.05万元"),
    ("X-near", FALL + "公共安全支出比上年减少953.30万元、住房保障支出减少46.02万元"),
    ("X-near", FALL + "公务用车运行维护费减少380.10万元"),
    ("X-near", "主要原因是|维修（护）费125.53万元"),
    ("X-repeated", FALL + "财政拨款收入收入减少"),
    ("X-opposite", FALL + "项目经费减少，在职人员经费增加5000余万元，支出相应增加"),
    ("X-year", "2023年末在职民警192人"),
    ("X-year", FALL + "2022年提高缴存比例"),
    ("X-named", "原因是|办公费、公务用车运行维护费20.50万元"),
    ("X-parts", "采购支出总额158.15万元，其中货物96.45万元、服务61.70万元、工程1.00万元，授予中小企业148.14万元"),
    ("X-parts", "车辆75辆，车辆编制46辆，其中执法执勤用车41辆、特种专业技术用车7辆、其他用车26辆"),
    ("X-mobile", "请与13812345678联系"),
    ("X-mobile", "联系号码13812345678"),
    ("X-phone", "办公电话0353-1234567"),
    ("X-phone", "联系电话：2345678"),
    ("X-phone", "服务热线400-123-4567"),
    ("X-identity", "号码11010519491231002X"),
    ("X-identity", "身份证号：110105491231002"),
    ("X-bank", "卡6222021234567890128"),
    ("X-bank", "开户账号 1234 5678 9012"),
    ("X-person", "联系人：张某"),
    ("X-person", "填表人：李某某 电话："),
    ("X-person", "单位负责人张某，联系电话见网站"),
    ("X-address", "邮箱abc@example.com"),
    ("X-secret", "涉密项目，预算数292.25万元"),
]

SILENT = [
    ("X-placeholder", "根据某公字【2023】162号文件安排"),
    ("X-doubled", "其中：用于“两院”工作，“三公”经费。"),
    ("X-dangling", "严厉打击违法犯罪行为"),
    ("X-dangling", FALL + "根据上级文件要求压减一般性支出"),
    ("X-dangling", FALL + "按照《关于压减一般性支出的通知》（财办〔2023〕15号）压减会议和培训"),
    ("X-dangling", FALL + "由于本年度项目减少"),
    ("X-dangling", FALL + "机关运转费用"),
    ("X-dangling", CLASS + "保障了机关等日常运转"),
    ("X-dangling", CLASS + "按照规定标准"),
    ("X-dangling", "与上年相同，主要原因是：|无"),
    ("X-lead", "主要原因是|因公出国人员减少"),
    ("X-lead", "主要原因是|因素较多"),
    ("X-joint", "主要用于：|公务用车的燃料费"),
    ("X-repeated", "时时刻刻为人人服务，方方面面，往往如此"),
    ("X-repeated", "事业单位单位资金减少"),
    ("X-repeated", "特定目标类项目项目支出减少"),
    ("X-repeated", "案件不了了之"),
    ("X-repeated", "预算单位包括：某市甲局、某市看守所、某市拘留所共3个。"),
    ("X-repeated", "设办公室、业务科、办公室、法规科"),
    ("X-brackets", "1）加强管理；2）提高效率（见附件）。"),
    ("X-half-width", "“雪亮工程”,abc,1,000"),
    ("X-year", FALL + "上年（2023年）项目较多"),
    ("X-year", FALL + "按照2018年印发的文件执行"),
    ("X-year", FALL + "2023年一次性项目增加"),
    ("X-year", FALL + "2023年机构改革后人员减少"),
    ("X-year", FALL + "自2019年起调整了标准"),
    ("X-year", FALL + "上年度财政拨款收入增加，本年没有这类资金"),
    ("X-year", FALL + "上年度收入减少，结转到本年的资金减少"),
    ("X-year", FALL + "上年度项目较多"),
    ("X-year", RISE + "上年度支出减少，本年恢复正常"),
    ("X-year", RISE + "上年度支出减少"),
    ("X-year", FALL + "2023年加强设施更新，维修费用减少"),
    ("X-year", FALL + "2023年以来加强车辆管理，维修费用减少"),
    ("X-year", FALL + "2022年购置的5辆新能源汽车降低了燃料费用，运行维护支出减少"),
    ("X-year", FALL + "2022年至2024年连续三年压减一般性支出，财政拨款收入减少"),
    ("X-year", FALL + "2021年1月到2023年6月的项目已结束"),
    ("X-year", FALL + "支付2020年工程欠款"),
    ("X-year", "2021年临时居民身份证制证经费，项目2024年预算数10.82万元"),
    ("X-year", "截至2022年底完成工程量80%"),
    ("X-year", "与2023年度决算相比有所减少"),
    ("X-unit", "阳泉市公安局城区分局设22个内设机构"),
    ("X-unit", "根据阳泉市财政局要求，晋中市公安局协助办理"),
    ("X-unit", "阳泉市公安局是市政府组成部门"),
    ("X-unit", FALL + "阳泉市公安局矿区分局划转人员的经费减少"),
    ("X-unit", "指导派出所工作，办公室是综合部门"),
    ("X-self", "本部门（单位）职责"),
    ("X-self", "本单位人员减少"),
    ("X-twin", "缴纳养老保险277.55万元"),
    ("X-twin", "需取暖费277.5549万元"),
    ("X-scale", "挽回经济损失5000万元，救助金1,144,629.25元"),
    ("X-scale", "每人每月补贴3.50元、住房补贴12.00万元"),
    ("X-scale", "办公费12.50万元，按每人3.20元计算"),
    ("X-named", "原因是|公务用车运行维护费19.50万元"),
    ("X-named", "原因是|年初预算追加公务用车运行维护费5.00万元"),
    ("X-named", "原因是|申请增拨公用经费240万元"),
    ("X-near", "统采分购，需要经费210万元左右，主要原因是|需要经费62万元左右"),
    ("X-near", FALL + "收入减少620.07万元，下降8.45%"),
    ("X-parts", "共有车辆69辆，其中机要通信用车1辆，应急保障用车2辆，执法执勤用车51辆，其他用车15辆"),
    ("X-parts", "现有人员723人，其中公务员215人、事业人员241人"),
    ("X-parts", "共计120.5万元，主要包括A项目60万元、B项目50.5万元等"),
    ("X-parts", "共有45个科、所，其中16个派出所：城区5所，农村11所；29个科"),
    ("X-parts", "预算单位包括：甲局、乙所、丙所共3个"),
    ("X-parts", "纳入部门决算的单位共2个：某市甲局（本级）、某市乙中心。"),
    ("X-parts", "本局设办公室、业务科、法规科等5个内设机构。"),
    ("X-parts", "本局设办公室、业务科、法规科3个内设机构。"),
    ("X-parts", "设22个内设机构，包括甲、乙、丙等14个科室，以及8个派出所"),
    ("X-parts", "设45个科、所、室、大队，其中派出所16个，科室和大队29个，各机构按照职责分工开展工作"),
    ("X-parts", "共收入50个，其中甲20个，乙40个按照标准折算"),
    ("X-parts", "加工档案79.45万页，其中室内12.3万页、库房67.15万页"),
    ("X-parts", "加工档案79万页，其中室内12.3万页、库房67.1万页"),
    ("X-parts", "购买反恐巡逻、看护和治安防控三项服务"),
    ("X-parts", "办公、会议、购买巡逻和看护两项服务"),
    ("X-parts", "包括办公室、财务科和下属五项业务"),
    ("X-rate", "项目支出2361.97万元，占本年支出的35.52%"),
    ("X-rate", "项目支出2361.97万元，占本年支出的35.5%"),
    ("X-rate", "设备购置支出500.00万元，占本年支出的33.52%"),
    ("X-named", "原因是|上年度机关运行经费490.59万元，新增民警"),
    ("X-named", "原因是|上年度机关运行经费490.6万元，新增民警"),
    ("X-named", "原因是|上年度机关运行经费预算490.95万元，新增民警"),
    ("X-rate", "全年预算数4.4万元，执行数4.39万元，执行率99.77%"),
    ("X-rate", "年初预算数10万元，执行数12万元，完成全部任务"),
    ("X-rate", "项目预算数200万元，执行数188万元，执行率94%"),
    ("X-limit", "完成年初预算的132.49%，自评得分100分"),
    ("X-count", CARS + "购置执法执勤用车16辆"),
    ("X-count", CARS + "上年购置3辆，本年购置10辆轿车和6辆面包车"),
    ("X-count", CARS + "报废旧车8辆"),
    ("X-count", CARS + "购置执法执勤用车10辆，特种专业技术用车6辆"),
    ("X-count", CARS + "购置公务用车16辆，总数达到69辆"),
    ("X-count", CARS + "本年度分两批购置执法执勤用车6辆和10辆"),
    ("X-count", CARS + "购置轿车6辆、客车10辆"),
    ("X-count", CARS + "购置执法执勤用车16辆，另3辆由上级调拨"),
    ("X-count", CARS + "2023年购置的4辆新能源汽车投入使用，燃料支出减少"),
    ("X-count", CARS + "2022年购置的5辆新能源汽车降低了燃料费用"),
    ("X-count", CARS + "本年度购置4辆新能源汽车，燃料支出减少"),
    ("X-count", "其他用车15辆，其他用车主要是|轿车10辆、客车5辆"),
    ("X-opposite", FALL + "退休人员增加，在职人员减少，支出相应减少"),
    ("X-opposite", FALL + "本年度人员增加"),
    ("X-opposite", FALL + "财政拨款收入减少，支出相应减少"),
    ("X-opposite", RISE + "项目支出增加，年末结余相应减少"),
    ("X-opposite", FALL + "上年追加项目资金"),
    ("X-opposite", "公务接待费支出0万元，与上年相同，主要原因是：|本单位无公务接待费支出"),
    ("X-opposite", RISE + "新增民警，维修费增加"),
    ("X-opposite", RISE + "压减一般性支出，但民警增加"),
    ("X-opposite", "收入增加5万元，支出减少3万元，主要原因是|收入减少"),
    ("X-opposite", FALL + "本年度项目收支减少；其中基本支出有所增加"),
    ("X-opposite", FALL + "本年度项目支出减少，基本支出增加"),
    ("X-opposite", FALL + "压减一般性支出，同时项目支出增加"),
    ("X-opposite", "公务接待费支出1.50万元，比上年减少0.50万元，主要原因是：|接待批次增加，人均标准降低"),
    ("X-opposite", FALL + "公务接待增加"),
    ("X-opposite", FALL + "项目支出增加，但上年结转的项目已经完成"),
    ("X-opposite", FALL + "部分项目支出增加，其余项目没有启动"),
    ("X-opposite", FALL + "人员经费增加，两个项目完工"),
    ("X-opposite", RISE + "公用经费减少，新增两个项目"),
    ("X-opposite", RISE + "上年项目支出较少"),
    ("X-opposite", FALL + "退休人员增加，退休费增加"),
    ("X-opposite", FALL + "人员退休，退休费增加"),
    ("X-opposite", FALL + "严格控制费用增长"),
    ("X-opposite", FALL + "项目支出减少，人员增资导致基本支出增加"),
    ("X-opposite", FALL + "在职转退休人员较多，退休费增加"),
    ("X-opposite", RISE + "办公费减少，培训次数较多"),
    ("X-opposite", MEET + "项目支出较上年增加"),
    ("X-opposite", MEET + "项目支出同比增加"),
    ("X-opposite", CARS + "上年度没有购置公务用车"),
    ("X-opposite", CARS + "2023年没有购置公务用车"),
    ("X-opposite", CARS + "没有购置新能源公务用车"),
    ("X-opposite", CARS + "年初没有安排公务用车购置预算"),
    ("X-opposite", "公务用车购置费支出0万元，与上年相同，主要原因是：|本年度没有购置公务用车"),
    ("X-opposite", "公务接待费支出1.50万元，与上年相同，主要原因是：|下半年没有发生公务接待"),
    ("X-opposite", "公务接待费支出1.50万元，与上年相同，主要原因是：|没有外事接待"),
    ("X-opposite", "公务接待费预算为2万元，支出决算为0万元，主要原因是|没有发生公务接待"),
    ("X-count", "公务用车保有量共69辆，主要用于：|69辆公务用车的燃料费和维修费"),
    ("X-count", "公务用车保有量共69辆，主要用于：|3辆公务用车的燃料费，其余车辆由项目资金负担"),
    ("X-count", "公务用车保有量共69辆，主要用于：|70辆公务用车的燃料费，其中1辆年中报废"),
    ("X-count", "主要用于：|保障机要通信用车1辆、应急保障用车2辆的运行"),
    ("X-scale", CLASS + "离退休支出206.25万元，养老保险缴费277.55万元，职业年金缴费每人970.20元"),
    ("X-repeated", FALL + "项目支出减少。人员减少。项目支出减少较多"),
    ("X-count", "国内接待费0万元，共接待0批次，0人次，主要是|上年接待5批次40人次，本年没有接待"),
    ("X-opposite", RISE + "新购置公务用车16辆；运行维护费减少"),
    ("X-opposite", "主要原因是|公务用车购置费增加74.10万元，公务用车运行维护费减少38.01万元"),
    ("X-opposite", "主要原因是|政府性基金年末结转减少137.34万元"),
    ("X-opposite", "主要原因是|上年公务用车购置费减少74.10万元，公务用车购置费比年初预算减少74.10万元"),
    ("X-near", FALL + "公共安全支出减少593.30万元、住房保障支出减少46.02万元"),
    ("X-near", FALL + "公共安全支出减少590万元，公共安全支出中人员经费减少953.30万元"),
    ("X-near", FALL + "财政拨款收入比年初预算减少375.05万元"),
    ("X-near", "主要原因是|维修（护）费122.53万元"),
    ("X-repeated", "其他收入收入来源不一"),
    ("X-opposite", FALL + "业务技术用房工程完工；人员经费增加"),
    ("X-opposite", RISE + "工资普调，人员经费增加5000余万元，项目经费减少"),
    ("X-year", "2023年末在职民警176人，2024年末在职民警192人"),
    ("X-year", "截至2023年12月31日，共有车辆65辆；截至2024年12月31日，共有车辆69辆"),
    ("X-year", FALL + "2023年补缴2022年公积金，2024年没有补缴"),
    ("X-named", "原因是|职业年金、公务用车运行维护费共计216.52万元"),
    ("X-twin", "项目到位资金609.65万元，全部用于办案"),
    ("X-parts", "采购支出总额158.15万元，其中货物96.45万元、服务61.70万元，授予中小企业148.14万元"),
    ("X-parts", "采购支出总额158.15万元，其中货物96.45万元，服务61.70万元，授予中小企业148.14万元"),
    ("X-parts", "设22个内设机构，其中科室8个、大队14个，下辖派出所8个"),
    ("X-parts", "车辆74辆，车辆编制46辆，其中执法执勤用车41辆、特种专业技术用车7辆、其他用车26辆"),
    ("X-mobile", "合同编号20240115103315"),
    ("X-mobile", "执行有关标准，文件编号13520240012。"),
    ("X-mobile", "文号：13520240012"),
    ("X-phone", "12345热线和110报警电话，资金1,144,629元"),
    ("X-phone", "联系电话：0000000"),
    ("X-identity", "代码110105194912310021"),
    ("X-bank", "编号6222021234567890123"),
    ("X-person", "联系人：办公室；负责人：财务科；经办人："),
    ("X-person", "局长安排部署，负责人签字"),
    ("X-person", "由负责人张贴，经办人杜绝，负责人审核"),
    ("X-address", "负责居民身份证和户籍管理"),
    ("X-secret", "除涉密项目外，组织对9个项目开展了自评"),
    ("X-secret", "负责涉密网络管理。共9个科室"),
    ("X-secret", "非涉密设备20台"),
]


@pytest.mark.parametrize(("rule", "line"), FOUND)
def test_is_found(rule: str, line: str) -> None:
    assert said(rule, line)


@pytest.mark.parametrize(("rule", "line"), SILENT)
def test_is_left_alone(rule: str, line: str) -> None:
    assert said(rule, line) == []


def test_every_rule_about_texts_is_tried_both_ways() -> None:
    rules = {
        rule.id for rule in RULES if rule.text is not None and rule.id != "X-own"
    }  # test_own.py: it needs a project
    assert {rule for rule, _ in FOUND} == rules
    assert {rule for rule, _ in SILENT} == rules - {"X-whole"}  # below, with the subject of its sentence


@pytest.mark.parametrize(("groups", "right"), [("30", True), ("31", False)])
def test_groups_are_counted_where_a_kit_asks_for_them(groups: str, right: bool) -> None:
    line = f"公务接待主要用于：|上级检查指导，共接待{groups}个团组、270人次"
    assert (said("X-count", line, "henan-final-2023") == []) is right


def test_nobody_from_abroad_does_not_mean_nobody_at_all() -> None:
    printed = "共接待12批次，96人次，其中外事接待费0万元，共接待0批次，0人次，主要是"
    assert said("X-count", printed + "|外地考察学习，共接待12批次96人次", "shanxi-final-2025") == []


def test_amounts_below_a_subject_are_held_against_its_own_items() -> None:
    listed = CLASS + "单位离退休支出206.25万元、基本养老保险缴费{}万元和职业年金缴费197.02万元"
    assert said("X-named", listed.format("277.55"), source="s05-class:208") == []
    assert "表内是 277.55 万元" in said("X-named", listed.format("477.55"), source="s05-class:208")[0]


def test_a_division_that_no_table_shows_is_right_when_it_adds_up() -> None:
    divided = CLASS + "工资福利支出400万元、商品和服务支出280.83万元"
    assert said("X-named", divided, source="s05-class:208") == said("X-whole", divided) == said("X-near", divided) == []


def test_one_amount_of_a_list_that_does_not_fit() -> None:
    before = "卫生健康支出年初预算135.78万元，支出决算133.35万元，完成年初预算的98.21%，用于|"
    assert said("X-whole", before + "独生子女费1.74万元和医疗保险缴费131.61万元") == []
    assert "表内有 1.74 万元" in said("X-whole", before + "独生子女费1.04万元和医疗保险缴费131.61万元")[0]


@pytest.mark.parametrize(
    ("kit", "text"),
    [
        ("shanxi-budget-2024", "本部门预算的单位包括：孝义市公安局、汾阳市看守所、汾阳市拘留所共3个。"),
        ("shanxi-budget-2024", "汾阳市司法局设45个科。"),
        ("henan-final-2023", "鹤壁市公安局内设机构11个。"),
        ("henan-final-2023", "我单位人员减少"),
    ],
)
def test_other_units_in_other_kits(kit: str, text: str) -> None:
    assert said("X-unit", text, kit) or said("X-self", text, kit)


def test_the_unit_that_carries_a_project_out_speaks_of_itself() -> None:
    assert said("X-self", "我单位按月支付", "henan-final-2023", table="project_texts") == []
    assert said("X-self", "我部门按月支付", "shanxi-final-2024", table="project_texts")


@pytest.mark.parametrize(
    ("kit", "date", "kind", "right"),
    [
        ("henan-final-2023", "2023年9月", "identity", False),
        ("henan-final-2023", "2024年9月", "identity", True),
        ("henan-final-2023", "2042年9月", "identity", False),
        ("henan-final-2023", "2023年9月", "paragraph", False),
        ("henan-final-2023", "2023年12月30日", "paragraph", True),
        ("henan-final-2023", "2024年6月", "paragraph", True),
        ("shanxi-budget-2024", "2024年2月", "identity", True),
        ("shanxi-budget-2024", "2025年2月", "identity", False),
        ("shanxi-budget-2024", "2023年11月", "paragraph", True),
    ],
)
def test_final_accounts_are_published_when_their_year_is_over(kit: str, date: str, kind: Kind, right: bool) -> None:
    found = said("X-year", date, kit, kind=kind, table="unit" if kind == "identity" else "projects")
    assert (found == []) is right


def test_a_budget_speaks_of_the_end_of_the_year_before() -> None:
    assert said("X-year", "截至2023年12月31日，共有车辆74辆", "shanxi-budget-2024") == []
    assert said("X-year", "截至2022年12月31日，共有车辆74辆", "shanxi-budget-2024")


def test_private_numbers_are_masked_in_every_quotation() -> None:
    assert said("X-mobile", "请与13812345678联系") == ["有手机号码：“请与138****5678联系”"]
    assert said("X-person", "联系人：张某，电话13812345678") == ["有个人姓名：“联系人：张*，电话138**”"]
