/* Words of made reports, and random numbers that are the same on every machine. */
#ifndef WORDS_H
#define WORDS_H

#include <stdint.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

static const char *const places[] = {"青河", "临江", "云岭", "东湾", "石桥", "长宁",
				     "白鹭", "松原", "南屏", "玉泉", "金滩", "沙溪",
				     "望山", "清源", "海宁", "定远"};
static const char *const offices[] = {"政务服务中心", "市场监督管理局", "生态环境局", "交通运输局",
				      "教育体育局",   "卫生健康局",	"农业农村局", "水务管理局",
				      "自然资源局",   "应急管理局",	"民政事务局", "统计调查局"};
static const char *const adverbs[] = {"持续", "深入", "稳步", "全面", "积极", "扎实",
				      "着力", "有序", "切实", "不断", "大力", "统筹",
				      "加快", "协同", "严格", "主动"};
static const char *const verbs[] = {"推进", "开展", "优化", "完善", "落实", "加强", "规范", "提升",
				    "健全", "改进", "整合", "梳理", "督促", "指导", "保障", "检验"};
static const char *const subjects[] = {
	"基层", "窗口", "企业", "群众", "项目",	  "园区", "社区", "乡镇", "农村", "学校",  "医院",
	"河道", "公路", "市场", "食品", "药品",	  "安全", "消防", "气象", "档案", "信用",  "数据",
	"网络", "人才", "青年", "老年", "残疾人", "农民", "商户", "居民", "游客", "志愿者"};
static const char *const objects[] = {
	"服务体系", "工作机制", "办理流程", "监管责任", "培训计划", "考核办法", "信息平台",
	"设施建设", "环境整治", "风险排查", "隐患治理", "技术标准", "队伍建设", "宣传活动",
	"资金管理", "质量检测", "反馈渠道", "应急预案", "公开制度", "联席会议", "评价指标",
	"协作网络", "帮扶措施", "示范工程", "运行维护", "巡查制度", "配套政策", "改造任务"};
static const char *const results[] = {
	"取得明显成效", "得到普遍好评", "形成良好氛围", "奠定坚实基础", "打通最后环节",
	"压实各方责任", "回应社会关切", "补齐工作短板", "提高办事效率", "减少重复跑动",
	"保持平稳态势", "实现闭环管理", "积累有益经验", "理顺工作关系", "激发内生动力"};
static const char *const means[] = {"通过现场走访", "依托线上系统", "结合年度计划", "对照责任清单",
				    "围绕重点领域", "针对突出问题", "按照上级部署", "邀请专家参与",
				    "组织专题学习", "借助社会力量", "根据实际情况", "联合有关部门"};
static const char *const counted[] = {"受理申请", "办结事项", "检查单位", "整改问题", "培训人员",
				      "发放资料", "走访企业", "接待来访", "处理投诉", "完成检测"};
static const char *const units[] = {"件", "项", "家", "处", "人", "份", "户", "次", "宗", "批"};
static const char *const han[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"};

struct random {
	uint64_t state;
};

static uint64_t
draw(struct random *r, uint64_t below)
{
	r->state += UINT64_C(0x9E3779B97F4A7C15); /* splitmix64 */
	uint64_t z = r->state;
	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return (z ^ (z >> 31)) % below;
}

#define PICK(r, words) ((words)[draw((r), COUNT(words))])

#endif
