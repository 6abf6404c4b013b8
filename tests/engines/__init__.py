"""The spreadsheet engines that we did not write, as referees of formulas and as senders of returns."""
