function timing(req, res, next) {
  next();
}

function errors(req, res, next) {
  try {
    next();
  } catch (e) {
    res.end();
  }
}
