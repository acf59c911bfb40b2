module echo.test

go 1.26
