// Applies the theme and density kept in this browser before the first picture; see src/ui/theme.rs.
(() => {
  try {
    for (const name of ["theme", "density"]) {
      const kept = localStorage.getItem(name);
      if (kept) document.documentElement.dataset[name] = kept;
    }
  } catch {
    // storage may be forbidden; the defaults stand
  }
})();
