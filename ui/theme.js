// Sets the theme that the person chose before anything is painted: the page's address names it.

document.documentElement.dataset.theme =
  new URLSearchParams(location.search).get('theme') ?? 'system';
