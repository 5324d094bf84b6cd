function startBreaking() {}
function showVerdict() {}
