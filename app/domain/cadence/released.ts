/** Why releasing a reminder would send nothing, by how far reminders go; null where it would. */
export function whyNotReleased(reminderMode: string): string | null {
  if (reminderMode === "dry_run") return "This is a dry run: nothing is sent, so nothing can be released.";
  return reminderMode === "off" ? "Reminders are switched off, so nothing can be released." : null;
}
