"""The pages of care for the access matrix: method, what the role must cover, what is sent."""

from wanjia.platform.access import Act

PAGES = {
    "care:today": ("get", Act.SEE_COUNTS, {}),
    "care:open_today": ("post", Act.DECIDE, {}),
    "care:mine": ("get", Act.SERVE, {}),
    "care:silent": ("get", Act.SERVE, {}),
    "care:rules": ("get", Act.SEE_COUNTS, {}),
    "care:new_rule": ("get", Act.OPEN_ROUND, {"code": "alone80"}),
    "care:ladder": ("get", Act.SERVE, {}),
    "care:person": ("get", Act.SERVE, {}),
    "care:plan": ("get", Act.SERVE, {}),
    "care:card": ("get", Act.SERVE, {}),
    "care:begin": ("post", Act.SERVE, {}),
    "care:cover": ("post", Act.SERVE, {"who": "x"}),
    "care:homes": ("get", Act.SERVE, {}),
    "care:home": ("get", Act.SERVE, {}),
    "care:cases": ("get", Act.SERVE, {}),
    "care:case": ("get", Act.SERVE, {}),
    "care:guide": ("post", Act.SERVE, {"reason": "x"}),
    "care:helpers": ("get", Act.SERVE, {}),
    "care:helper": ("get", Act.SERVE, {}),
    "care:team": ("get", Act.SERVE, {}),
    "care:night": ("get", Act.SERVE, {}),
    "care:duty": ("post", Act.SERVE, {"do": "call", "reason": "x"}),
}
