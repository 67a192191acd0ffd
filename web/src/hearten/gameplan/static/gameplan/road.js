// Moves the turn of a roadmap while its place is being chosen. The server draws the same from what is sent.

const SIDE = 14;
const slider = document.querySelector("input[data-turn]");

const pointsOf = (text) => text.split(" ").map((pair) => pair.split(",").map(Number));
const path = (points) => "M" + points.map(([x, y]) => `${x} ${y}`).join(" L");

function turnOf(points, x) {
  const next = points.findIndex(([at]) => at > x);
  if (next < 1) return next === 0 ? points[0] : points.at(-1);
  const [[x1, y1], [x2, y2]] = [points[next - 1], points[next]];
  return [x, y1 + ((y2 - y1) * (x - x1)) / (x2 - x1 || 1)];
}

function move(svg, percent) {
  const points = pointsOf(svg.dataset.road);
  const [endX, endY] = svg.dataset.end.split(",").map(Number);
  const share = Math.min(Math.max(percent, 2), 98) / 100;
  const { width, height } = svg.viewBox.baseVal;
  const turn = turnOf(points, SIDE + share * (width - 2 * SIDE)).map((each) => Math.round(each * 10) / 10);
  const [x, y] = turn;
  const middle = (x + endX) / 2;
  const goal = Math.max(endY, y);
  svg.querySelector(".road-way").setAttribute("d", path([...points.filter(([at]) => at < x), turn]));
  svg.querySelector(".road-happened").setAttribute("d", path([turn, ...points.filter(([at]) => at > x)]));
  svg.querySelector(".road-instead").setAttribute("d", `M${x} ${y} C${middle} ${y} ${middle} ${goal} ${endX} ${goal}`);
  svg.querySelector(".road-post").setAttribute("d", `M${x} ${y} V${height - 30}`);
  const ring = svg.querySelector(".road-turn");
  ring.setAttribute("cx", x);
  ring.setAttribute("cy", y);
  const label = svg.querySelector(".road-label");
  label.setAttribute("x", x);
  label.setAttribute("text-anchor", share < 0.3 ? "start" : share > 0.7 ? "end" : "middle");
}

slider?.addEventListener("input", () => {
  for (const svg of document.querySelectorAll("svg[data-road]")) move(svg, Number(slider.value));
});
