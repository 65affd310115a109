// The theme that the person chose, before anything is painted: the program names it in the page's address.

document.documentElement.dataset.theme =
  new URLSearchParams(location.search).get('theme') ?? 'system';
