"""Makes GLOSSARY.md: the words of the street, then every table and column by its names in both languages.

WANJIA_HOME=… .venv/bin/python scripts/glossary.py     (`make glossary`)
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAD = """# 词汇 · Glossary

One word, one meaning, one translation. The first table is what people say; the second is made from the models by
`make glossary`, and a test compares it with them.

## 街上的话 · Words of the street

| 中文 | English | code |
|---|---|---|
| 轮次 | round | `Round` |
| 楼栋单 | sheet | `Sheet` |
| 应办 | owed | `owed` |
| 未到 | open, not reached yet | `open` |
| 已办（已采、送达、已联系……） | done | `done` |
| 免办 | excused: ours, need not comply | `excused` |
| 移出 | released: no longer ours | `released` |
| 缺口 | gap: the open targets, named, in walking order | `gap` |
| 凭据 | proof | `Proof` |
| 上门（没人、睡着、拒绝……） | attempt | `Attempt` |
| 待认 | stranger: a proof with no target | `Aside(kind="stranger")` |
| 变更 | amendment | `Decision(kind="add" …)` |
| 说明 | explanation: stays open, with a name under it | `Explanation` |
| 签发 | sign-off | `SignOff` |
| 名册 | register | `wanjia.roster` |
| 居民委员会 / 居委 | residents' committee | `Area(level=5)` |
| 街道 / 镇 | subdistrict / town | `Area(level=4)` |
| 小区 | compound | `Compound` |
| 楼栋 | building | `Building` |
| 单元 | stair | `stair` |
| 楼道 | stairwell: a place for each stair, owed a disinfection | `Premises(kind="stair")` |
| 户 | household | `Household` |
| 户籍地 / 实际居住地 | registered / actual residence | `registered_address` / `household` |
| 人户分离 | lives apart from the registered address | `lives_apart` |
| 楼栋联络员 / 楼组长 | building contact / group leader | `BuildingContact` |
| 特殊需要 | special need | `SpecialNeed` |
| 显示全号并留痕 | show the whole number, and leave a line | `reveal` |
| 混管异常 | pool abnormal | `pool_positive` |
| 到期删除 | retention clock | `roster.retention` |

## 表和字段 · Tables and columns

| 中文 | English | code |
|---|---|---|
"""


def rows() -> list[str]:
    """One line a table and a column, each pair of words once, in the order of the models."""
    from django.apps import apps
    from django.utils.translation import override

    seen: dict[tuple[str, str], str] = {}
    for model in apps.get_models():
        if not model.__module__.startswith("wanjia."):
            continue
        items = [(model._meta.verbose_name, f"{model._meta.label}")]
        items += [(field.verbose_name, f"{model.__name__}.{field.name}") for field in model._meta.fields]
        for name, code in items:
            with override("zh-hans"):
                chinese = str(name)
            with override("en"):
                english = str(name)
            seen.setdefault((chinese, english), code)
    return [f"| {chinese} | {english} | `{code}` |" for (chinese, english), code in seen.items()]


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wanjia.config.settings")
    import django

    django.setup()
    (ROOT / "GLOSSARY.md").write_text(HEAD + "\n".join(rows()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
