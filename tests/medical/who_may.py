"""Which act each page of the room asks for, for the matrix of addresses and roles."""

from wanjia.platform.access import Act

PAGES: dict[str, tuple[str, Act | str, dict[str, str]]] = {
    "medical:calendar": ("get", Act.SEE_COUNTS, {}),
    "medical:new_visit": ("get", Act.SERVE, {}),
    "medical:visit": ("get", Act.SERVE, {}),
    "medical:pass": ("get", Act.SERVE, {}),
    "medical:end_course": ("post", Act.SERVE, {}),
    "medical:hospitals": ("get", Act.SEE_COUNTS, {}),
    "medical:call_driver": ("get", Act.SERVE, {}),
    "medical:medicine": ("get", Act.SERVE, {}),
    "medical:run": ("post", Act.SERVE, {"do": "back", "run": "{run_id}"}),
    "medical:new_house_order": ("get", Act.SERVE, {}),
    "medical:house_order": ("get", Act.SERVE, {}),
    "medical:new_order": ("get", Act.SERVE, {}),
    "medical:order": ("get", Act.SERVE, {}),
}
