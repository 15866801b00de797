@echo off
rem Starts NeuroChains from its sources: builds the distribution where it is missing, then runs it. After a change: mvnw -pl app -am package
setlocal
set "ROOT=%~dp0"
set "LAUNCHER=%ROOT%app\target\distribution\bin\neurochains.bat"
if exist "%LAUNCHER%" goto run
echo neurochains: building it from the sources; a first time takes minutes 1>&2
if not exist "%ROOT%app\target" mkdir "%ROOT%app\target"
pushd "%ROOT%"
call "%ROOT%mvnw.cmd" -B -pl app -am -Dmaven.test.skip=true package >"%ROOT%app\target\build.log" 2>&1 <nul
set "RESULT=%ERRORLEVEL%"
popd
if %RESULT%==0 goto run
echo neurochains: the build failed; its output is in "%ROOT%app\target\build.log" 1>&2
exit /b 1
:run
call "%LAUNCHER%" %*
exit /b %ERRORLEVEL%
