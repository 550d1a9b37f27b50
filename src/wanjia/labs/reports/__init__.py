"""Reports as laboratories send them: spreadsheets in their own layout, FHIR bundles; and the same back out."""
