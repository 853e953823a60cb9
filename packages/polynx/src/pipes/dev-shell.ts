import { devShellOf } from '../model/dev-shell.js';
import { eachProject, type Pipe } from './pipeline.js';

/** Where the tools of a toolchain's own tasks come from. What Nx or our own code runs, runs where Nx does. */
export const useDevShell: Pipe = eachProject(({ project, tasks }, { options }) => {
  const devShell = devShellOf(project.settings.tools ?? options.tools);
  if (devShell === undefined) return tasks;
  return tasks.map((task) =>
    task.options === undefined || task.executor !== undefined ? task : { ...task, devShell },
  );
});
