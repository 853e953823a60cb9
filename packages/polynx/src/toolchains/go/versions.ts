/** What new modules ask for, where no neighbour says it. Checked on 2026-11-30: the newest release of Go. */
export const GO = '1.26';
