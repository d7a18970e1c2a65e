"""From what is owed to money: reminders."""
