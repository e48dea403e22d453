package notify

// withoutButtons is added where the desktop shows no buttons.
const withoutButtons = "Open My Settings for Power BI to do this."
