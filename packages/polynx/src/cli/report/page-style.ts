/** NB what is wider than a phone scrolls within itself, not the page. */
export const STYLE = `
:root { color-scheme: light dark; --line: #8884; --back: #8881; }
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 1.5rem auto 4rem; max-width: 72rem; padding: 0 1rem; }
h1 { font-size: 1.3rem; overflow-wrap: anywhere; } h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
h3 { font-size: .95rem; margin: 1rem 0 .3rem; overflow-wrap: anywhere; }
ul, ol { margin: 0; padding-left: 1.2rem; } li { margin: .15rem 0; overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; min-width: 20rem; } tr { border-bottom: 1px solid var(--line); }
td, th { padding: .2rem 1rem .2rem 0; text-align: left; white-space: nowrap; }
th { font-weight: 600; opacity: .75; } td { font-variant-numeric: tabular-nums; }
td:first-child { overflow: hidden; text-overflow: ellipsis; max-width: 32rem; }
svg { background: var(--back); display: block; border-radius: 4px; }
.wide > svg { width: 100%; min-width: 46rem; height: auto; }
svg text { fill: currentColor; font: 11px system-ui, sans-serif; }
figure { margin: .8rem 0 1.2rem; } figcaption { display: flex; justify-content: space-between; font-size: .9rem; }
figure svg { width: 100%; height: 5rem; } .range { opacity: .65; white-space: nowrap; padding-left: 1rem; }
polyline { fill: none; stroke: #3b82f6; stroke-width: 2; vector-effect: non-scaling-stroke; }
pre { background: var(--back); border-radius: 4px; overflow: auto; max-height: 30rem; padding: .8rem; font-size: .85rem; }
.cause { margin: .2rem 0; font-weight: 600; overflow-wrap: anywhere; }
.ran { fill: #3b82f6; } .failure { fill: #dc2626; } .path { fill: #d97706; }
.legend { display: flex; flex-wrap: wrap; gap: 1rem; font-size: .9rem; margin: .4rem 0; }
.legend svg { width: 1rem; height: 1rem; display: inline-block; vertical-align: -.15rem; }
@media (max-width: 40rem) {
  td, th { padding-right: .7rem; }
  td:first-child { max-width: 11rem; min-width: 6.5rem; overflow-wrap: break-word; white-space: normal; }
  .wide > svg { min-width: 34rem; }
}
`;
