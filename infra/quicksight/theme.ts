/** Colors of QuickSight's dashboards, the same as the page's. Pure data. */
export const themeConfiguration = {
  dataColorPalette: {
    colors: [
      ...["#0B5FAE", "#D55E00", "#00805F", "#A23E7A", "#8A6D00"],
      ...["#2A9FD6", "#7A4FC9", "#5C6670", "#B3202C", "#3F7D20"],
    ],
    emptyFillColor: "#E4EEF8",
    minMaxGradients: ["#E4EEF8", "#0B5FAE"],
  },
};
